"""The drawn graph as files for other programs: DOT for Graphviz, GraphML for networkx and yEd, node-link JSON.

A chip is no node of its own here; its edges belong to the leaf that it stands for.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable

from ui.models import networks as nx
from ui.models.picture import EdgeKind, NodeKind, Picture
from ui.models.whole_graph import attributes

_DOT_SHAPES = {"tensor": "box", "function": "ellipse", "accumulate": "ellipse", "group": "box3d"}
_DOT_EDGES = {"backward": "dashed", "writes": "dotted"}
# What XML 1.0 cannot hold, not even escaped.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def graph_of(picture: Picture) -> nx.MultiDiGraph:
    """The drawn nodes by their ids and the drawn edges, each with what is seen of it as plain attributes."""
    graph = nx.MultiDiGraph()
    nodes, moment = picture.nodes, picture.moment
    ids = nodes.ids.tolist()
    for place in picture.visible.nonzero()[0].tolist():
        if nodes.kinds[place] != NodeKind.CHIP:
            x, y = nodes.centres[place].tolist()
            titles = _text(moment.titles[place]), _text(moment.subtitles[place])
            about = attributes(*titles, int(nodes.kinds[place]), int(moment.roles[place]), int(moment.life[place]))
            graph.add_node(ids[place], **about, x=x, y=y)
    edges = picture.edges
    for place in picture.visible_edges.nonzero()[0].tolist():
        kind = EdgeKind(int(edges.kinds[place])).name.lower()
        source, target = ids[int(edges.sources[place])], ids[int(edges.targets[place])]
        label = moment.flow_labels.get(place) or edges.labels.get(place, "")
        if source in graph and target in graph:
            graph.add_edge(source, target, kind=kind, label=_text(label))
    return graph


def _text(text: str) -> str:
    return _UNWRITABLE.sub("�", text)


def to_dot(picture: Picture) -> bytes:
    """For Graphviz."""
    graph = graph_of(picture)
    lines = ["digraph {", "  rankdir=TB;", '  node [fontname="sans-serif", fontsize=11];']
    for node, about in graph.nodes(data=True):
        words = "\n".join(filter(None, (about["label"], about["about"])))
        style = "rounded" if about["kind"] == "tensor" else "solid"
        style += ",dashed" if about["state"] == "freed" else ",dotted" if about["state"] == "collected" else ""
        lines.append(
            f"  {_quoted(node)} [label={_quoted(words)}, shape={_DOT_SHAPES[about['kind']]}, style={_quoted(style)}];"
        )
    for source, target, about in graph.edges(data=True):
        style = _DOT_EDGES.get(about["kind"], "solid")
        label = f", label={_quoted(about['label'])}" if about["label"] else ""
        # Gradients and writes go up; the ranks follow the values.
        rank = "" if about["kind"] == "data" else ", constraint=false"
        lines.append(f"  {_quoted(source)} -> {_quoted(target)} [style={style}{label}{rank}];")
    return ("\n".join([*lines, "}"]) + "\n").encode()


def _quoted(value: object) -> str:
    text = str(value).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{text}"'


def to_graphml(picture: Picture) -> bytes:
    """For networkx and graph editors."""
    out = io.BytesIO()
    nx.write_graphml_xml(graph_of(picture), out, encoding="utf-8")
    return out.getvalue()


def to_json(picture: Picture) -> bytes:
    """Node-link data, as networkx and D3 read it."""
    data = nx.node_link_data(graph_of(picture), edges="edges")
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


WRITERS: dict[str, Callable[[Picture], bytes]] = {".dot": to_dot, ".graphml": to_graphml, ".json": to_json}
"""By the ending of a file."""
