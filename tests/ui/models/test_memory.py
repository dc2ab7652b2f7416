"""Bytes that came in pieces, and the oldest of them let go."""

from ui.models.memory import Memory


def memory_of(*pieces):
    memory = Memory()
    for piece in pieces:
        memory.append(piece)
    return memory


def test_a_stretch_is_read_from_the_piece_in_which_it_came():
    memory = memory_of(b"abc", b"", b"defg")

    assert bytes(memory.read(0, 3)) == b"abc"
    assert bytes(memory.read(4, 2)) == b"ef"
    assert memory.joined() == b"abcdefg"


def test_what_is_outside_or_lies_across_pieces_is_not_there():
    memory = memory_of(b"abc", b"defg")

    assert memory.read(2, 2) is None
    assert memory.read(6, 2) is None
    assert memory.read(-1, 1) is None


def test_the_oldest_piece_goes_first_and_the_others_keep_their_places():
    memory = memory_of(b"abc", b"defg")

    assert memory.drop_oldest()

    assert memory.read(0, 3) is None
    assert bytes(memory.read(3, 4)) == b"defg"
    assert (memory.first, memory.end, memory.kept) == (3, 7, 4)
    assert memory.drop_oldest()
    assert not memory.drop_oldest()


def test_nothing_can_always_be_read():
    assert bytes(memory_of().read(5, 0)) == b""
