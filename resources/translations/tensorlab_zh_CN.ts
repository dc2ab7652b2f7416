<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>AxisRow</name>
    <message>
        <source>all {count} shown</source>
        <translation>{count} 个全部显示</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>行</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>列</translation>
    </message>
    <message>
        <source>Slider</source>
        <translation>滑块</translation>
    </message>
    <message>
        <source>Role of axis {axis}</source>
        <translation>第 {axis} 轴的角色</translation>
    </message>
    <message>
        <source>Position on axis {axis}</source>
        <translation>第 {axis} 轴上的位置</translation>
    </message>
</context>
<context>
    <name>BroadcastPage</name>
    <message>
        <source>Step {step} of {count}</source>
        <translation>第 {step} 步，共 {count} 步</translation>
    </message>
    <message>
        <source>gradient of {name}</source>
        <translation>{name} 的梯度</translation>
    </message>
    <message>
        <source>gradient that comes</source>
        <translation>传来的梯度</translation>
    </message>
    <message>
        <source>{name}, stride 0 down</source>
        <translation>{name}，纵向步长 0</translation>
    </message>
    <message>
        <source>{name}, stride 0 across</source>
        <translation>{name}，横向步长 0</translation>
    </message>
    <message>
        <source>{name}, stride 0 both ways</source>
        <translation>{name}，两个方向步长都为 0</translation>
    </message>
    <message>
        <source>{name}, stride 0 along axis {axes}</source>
        <translation>{name}，沿轴 {axes} 步长 0</translation>
    </message>
    <message>
        <source>Show it with {code}, of shape {shape}</source>
        <translation>改用 {code}（形状 {shape}）来显示</translation>
    </message>
    <message>
        <source>What would fit:</source>
        <translation>这样就能对上：</translation>
    </message>
    <message>
        <source>⚠ Larger than both: {count} pairs. If that is not meant:</source>
        <translation>⚠ 比两者都大：{count} 对。如果不是本意：</translation>
    </message>
    <message>
        <source>Right-align</source>
        <translation>右对齐</translation>
    </message>
    <message>
        <source>Pad with 1</source>
        <translation>左侧补 1</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>逐轴比较</translation>
    </message>
    <message>
        <source>Stretch</source>
        <translation>拉伸</translation>
    </message>
    <message>
        <source>Compute</source>
        <translation>计算</translation>
    </message>
    <message>
        <source>Backward</source>
        <translation>反向</translation>
    </message>
    <message>
        <source>The shapes stand below each other, flush right: the last axes meet.</source>
        <translation>把形状上下写在一起，靠右对齐：最后的轴彼此相对。</translation>
    </message>
    <message>
        <source>All have {count} axes, so nothing is written in front.</source>
        <translation>各操作数都有 {count} 个轴，左侧不用补。</translation>
    </message>
    <message>
        <source>{names} has fewer axes: a 1 is written in front until there are {count}.</source>
        <translation>{names} 的轴较少：在左侧补 1，直到有 {count} 个轴。</translation>
    </message>
    <message>
        <source>Axis {axis} does not fit: {sizes}, and none of them is 1.</source>
        <translation>轴 {axis} 对不上：{sizes}，而且都不是 1。</translation>
    </message>
    <message>
        <source>The shapes fit as they are. Result: {shape}</source>
        <translation>形状本来就一致。结果：{shape}</translation>
    </message>
    <message>
        <source>Equal sizes fit; a 1 takes the other&apos;s size on axis {axes}. Result: {shape}</source>
        <translation>大小相等就能对上；在轴 {axes} 上，1 变成对方的大小。结果：{shape}</translation>
    </message>
    <message>
        <source>Nothing has to be stretched.</source>
        <translation>没有需要拉伸的轴。</translation>
    </message>
    <message>
        <source>Dashed cells are not copied: with a stride of 0 the same element is read again.</source>
        <translation>虚线格没有复制：步长为 0，同一个元素被重复读取。</translation>
    </message>
    <message>
        <source>Result: {shape}. It is too large to be drawn cell by cell.</source>
        <translation>结果：{shape}。太大了，无法逐格画出。</translation>
    </message>
    <message>
        <source>Result: {shape}. Point at a cell to see what it comes from.</source>
        <translation>结果：{shape}。指向一个格子，看它由什么算出。</translation>
    </message>
    <message>
        <source>The gradient of {name} is summed over axis {axes}: {from_} → {to}.</source>
        <translation>{name} 的梯度沿轴 {axes} 求和：{from_} → {to}。</translation>
    </message>
    <message>
        <source>Nothing was stretched, so every gradient keeps its shape.</source>
        <translation>没有拉伸，所以各梯度的形状不变。</translation>
    </message>
    <message>
        <source>What forward read again, backward adds up.</source>
        <translation>前向重复读取的，反向就累加起来。</translation>
    </message>
    <message>
        <source>{place} collects {count} gradients, one from each cell it went into.</source>
        <translation>{place} 收集 {count} 个梯度，它参与的每个格子各一个。</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Play the six steps</source>
        <translation>播放这六步</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>上一步</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>▾ Change the sizes</source>
        <translation>▾ 改变大小</translation>
    </message>
    <message>
        <source>▸ Change the sizes</source>
        <translation>▸ 改变大小</translation>
    </message>
    <message>
        <source>Element by element</source>
        <translation>逐元素</translation>
    </message>
</context>
<context>
    <name>Canvas</name>
    <message>
        <source>Graph</source>
        <translation>计算图</translation>
    </message>
    <message>
        <source>running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>error</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>saved tensors freed</source>
        <translation>保存的张量已释放</translation>
    </message>
    <message>
        <source>collected</source>
        <translation>已回收</translation>
    </message>
    <message>
        <source>, </source>
        <comment>between the parts of a spoken list</comment>
        <translation>，</translation>
    </message>
    <message>
        <source>Graph of {tensors} tensors and {functions} functions</source>
        <translation>计算图：{tensors} 个张量，{functions} 个函数</translation>
    </message>
    <message>
        <source>{size} by {next}</source>
        <translation>{size} 乘 {next}</translation>
    </message>
    <message>
        <source>scalar</source>
        <translation>标量</translation>
    </message>
    <message>
        <source>not tracked</source>
        <translation>未跟踪</translation>
    </message>
    <message>
        <source>leaf</source>
        <translation>叶子节点</translation>
    </message>
    <message>
        <source>data, no gradient</source>
        <translation>数据，无梯度</translation>
    </message>
    <message>
        <source>view</source>
        <translation>视图</translation>
    </message>
    <message>
        <source>has a gradient</source>
        <translation>有梯度</translation>
    </message>
    <message>
        <source>gradient {shape}</source>
        <translation>梯度 {shape}</translation>
    </message>
    <message>
        <source>buffers freed</source>
        <translation>缓冲区已释放</translation>
    </message>
</context>
<context>
    <name>CellEditor</name>
    <message>
        <source>New value</source>
        <translation>新的值</translation>
    </message>
</context>
<context>
    <name>CodeEditor</name>
    <message>
        <source>Script</source>
        <translation>脚本</translation>
    </message>
</context>
<context>
    <name>Commands</name>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>Graph</source>
        <translation>计算图</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>View</source>
        <translation>视图</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>帮助</translation>
    </message>
    <message>
        <source>New script</source>
        <translation>新建脚本</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>打开…</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>另存为…</translation>
    </message>
    <message>
        <source>Save recording…</source>
        <translation>保存录制…</translation>
    </message>
    <message>
        <source>Export the graph…</source>
        <translation>导出计算图…</translation>
    </message>
    <message>
        <source>Close tab</source>
        <translation>关闭标签页</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Undo edit of a tensor</source>
        <translation>撤销对张量的编辑</translation>
    </message>
    <message>
        <source>Redo edit of a tensor</source>
        <translation>重做对张量的编辑</translation>
    </message>
    <message>
        <source>Find a command…</source>
        <translation>查找命令…</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>前向</translation>
    </message>
    <message>
        <source>Backward</source>
        <translation>反向</translation>
    </message>
    <message>
        <source>Both</source>
        <translation>两者</translation>
    </message>
    <message>
        <source>Fit the graph</source>
        <translation>适应窗口</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Lay out anew</source>
        <translation>重新布局</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Run line or selection</source>
        <translation>运行当前行或所选</translation>
    </message>
    <message>
        <source>Restart</source>
        <translation>重新启动</translation>
    </message>
    <message>
        <source>To the beginning</source>
        <translation>到开头</translation>
    </message>
    <message>
        <source>Step back</source>
        <translation>后退一步</translation>
    </message>
    <message>
        <source>Play or pause</source>
        <translation>播放或暂停</translation>
    </message>
    <message>
        <source>Step forward</source>
        <translation>前进一步</translation>
    </message>
    <message>
        <source>Return to live</source>
        <translation>回到实时</translation>
    </message>
    <message>
        <source>Theme: as the system</source>
        <translation>主题：跟随系统</translation>
    </message>
    <message>
        <source>Theme: light</source>
        <translation>主题：浅色</translation>
    </message>
    <message>
        <source>Theme: dark</source>
        <translation>主题：深色</translation>
    </message>
    <message>
        <source>Theme: high contrast</source>
        <translation>主题：高对比度</translation>
    </message>
    <message>
        <source>Larger text</source>
        <translation>放大文字</translation>
    </message>
    <message>
        <source>Smaller text</source>
        <translation>缩小文字</translation>
    </message>
    <message>
        <source>Reset the layout</source>
        <translation>恢复默认布局</translation>
    </message>
    <message>
        <source>Next pane</source>
        <translation>下一个窗格</translation>
    </message>
    <message>
        <source>Start page</source>
        <translation>起始页</translation>
    </message>
    <message>
        <source>About TensorLab</source>
        <translation>关于 TensorLab</translation>
    </message>
</context>
<context>
    <name>ConcatenatePage</name>
    <message>
        <source>Axis {dim} grows: {sizes}. Every other axis must be equal. Result: {shape}, copied.</source>
        <translation>轴 {dim} 变长：{sizes}。其余各轴必须相等。结果：{shape}，是副本。</translation>
    </message>
    <message>
        <source>{name} has another number of axes than the first.</source>
        <translation>{name} 的轴数与第一个不同。</translation>
    </message>
    <message>
        <source>Axis {axis} of {name} differs, and only axis {dim} may; nothing is stretched here.</source>
        <translation>{name} 的轴 {axis} 不同，而只有轴 {dim} 可以不同；这里不会拉伸。</translation>
    </message>
    <message>
        <source>Axis along which they are joined</source>
        <translation>沿哪个轴拼接</translation>
    </message>
    <message>
        <source>The tensors and what they make</source>
        <translation>各张量及拼接结果</translation>
    </message>
</context>
<context>
    <name>ConsolePanel</name>
    <message>
        <source>Console</source>
        <translation>控制台</translation>
    </message>
</context>
<context>
    <name>DockTitle</name>
    <message>
        <source>Close {name}</source>
        <translation>关闭 {name}</translation>
    </message>
</context>
<context>
    <name>ErrorCard</name>
    <message>
        <source>Show the moment ›</source>
        <translation>查看那一刻 ›</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Try</source>
        <translation>尝试</translation>
    </message>
</context>
<context>
    <name>GraphPanel</name>
    <message>
        <source>{count} nodes are recorded; the canvas shows the first {most}. The lists and the timeline show all.</source>
        <translation>已录制 {count} 个节点；画布显示前 {most} 个。列表和时间线显示全部。</translation>
    </message>
    <message>
        <source>The graph appears here while code runs. Try:</source>
        <translation>代码运行时，计算图会出现在这里。试试：</translation>
    </message>
</context>
<context>
    <name>IndexPage</name>
    <message>
        <source>Type an index, such as 0, 1:3 or [0, 2].</source>
        <translation>请输入索引，例如 0、1:3 或 [0, 2]。</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>无结果</translation>
    </message>
    <message>
        <source>view</source>
        <translation>视图</translation>
    </message>
    <message>
        <source>copy</source>
        <translation>副本</translation>
    </message>
    <message>
        <source>The result has its own memory.</source>
        <translation>结果有自己的内存。</translation>
    </message>
    <message>
        <source>Writing to the result writes to {name}.</source>
        <translation>写入结果就是写入 {name}。</translation>
    </message>
    <message>
        <source>{shape} → {result}.</source>
        <translation>{shape} → {result}。</translation>
    </message>
    <message>
        <source>{text} takes one position, so axis {axes} goes.</source>
        <translation>{text} 取一个位置，所以轴 {axes} 消失。</translation>
    </message>
    <message>
        <source>{text} keeps {count} of axis {axes}.</source>
        <translation>{text} 在轴 {axes} 上保留 {count} 个。</translation>
    </message>
    <message>
        <source>None puts in an axis of 1.</source>
        <translation>None 插入一个长度为 1 的轴。</translation>
    </message>
    <message>
        <source>A list gathers {count} from axis {axes}.</source>
        <translation>列表从轴 {axes} 取出 {count} 个。</translation>
    </message>
    <message>
        <source>A mask gathers the {count} that are True.</source>
        <translation>掩码取出为 True 的 {count} 个。</translation>
    </message>
    <message>
        <source>Index</source>
        <translation>索引</translation>
    </message>
    <message>
        <source>The tensor and what is picked</source>
        <translation>张量及被取出的部分</translation>
    </message>
</context>
<context>
    <name>InspectorPanel</name>
    <message>
        <source>Comes from</source>
        <translation>来自</translation>
    </message>
    <message>
        <source>Leads to</source>
        <translation>通向</translation>
    </message>
    <message>
        <source>not created yet</source>
        <translation>尚未创建</translation>
    </message>
    <message>
        <source>alive</source>
        <translation>存活</translation>
    </message>
    <message>
        <source>saved tensors freed</source>
        <translation>保存的张量已释放</translation>
    </message>
    <message>
        <source>collected</source>
        <translation>已回收</translation>
    </message>
    <message>
        <source>line {line} · step {step}</source>
        <translation>第 {line} 行 · 第 {step} 步</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>Gradient</source>
        <translation>梯度</translation>
    </message>
    <message>
        <source>The value at this step was not kept.</source>
        <translation>这一步的值没有保留。</translation>
    </message>
    <message>
        <source>Autograd</source>
        <translation>自动求导</translation>
    </message>
    <message>
        <source>a tensor of {shape}</source>
        <translation>形状为 {shape} 的张量</translation>
    </message>
    <message>
        <source>Added to .grad</source>
        <translation>累加到 .grad</translation>
    </message>
    <message>
        <source>step {step}, line {line}</source>
        <translation>第 {step} 步，第 {line} 行</translation>
    </message>
    <message>
        <source>Operation</source>
        <translation>运算</translation>
    </message>
    <message>
        <source>None: not tracked by autograd</source>
        <translation>None：自动求导没有跟踪</translation>
    </message>
    <message>
        <source>operation</source>
        <translation>运算</translation>
    </message>
    <message>
        <source>inside</source>
        <translation>所在</translation>
    </message>
    <message>
        <source>Gradient that arrived</source>
        <translation>到达的梯度</translation>
    </message>
    <message>
        <source>Saved for backward</source>
        <translation>为反向传播保存</translation>
    </message>
    <message>
        <source>Saved nothing, so it may run backward again.</source>
        <translation>什么都没保存，所以可以再次反向传播。</translation>
    </message>
    <message>
        <source>{bytes} B kept</source>
        <translation>保留 {bytes} B</translation>
    </message>
    <message>
        <source>freed</source>
        <translation>已释放</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>检查器</translation>
    </message>
    <message>
        <source>Select a node of the graph, or a tensor, to see all about it here.</source>
        <translation>选中计算图的节点或一个张量，即可在这里查看它的全部信息。</translation>
    </message>
</context>
<context>
    <name>JupyterSession</name>
    <message>
        <source>A message from the kernel was dropped.</source>
        <translation>丢弃了一条来自内核的消息。</translation>
    </message>
</context>
<context>
    <name>Legend</name>
    <message>
        <source>leaf</source>
        <translation>叶子节点</translation>
    </message>
    <message>
        <source>data, no grad</source>
        <translation>数据，无梯度</translation>
    </message>
    <message>
        <source>computed</source>
        <translation>计算得到</translation>
    </message>
    <message>
        <source>gradient</source>
        <translation>梯度</translation>
    </message>
    <message>
        <source>freed</source>
        <translation>已释放</translation>
    </message>
    <message>
        <source>collected</source>
        <translation>已回收</translation>
    </message>
    <message>
        <source>Legend</source>
        <translation>图例</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Close tab</source>
        <translation>关闭标签页</translation>
    </message>
    <message>
        <source>The kernel is gone. All that was recorded is still here. Run ▸ Restart starts another.</source>
        <translation>内核已消失。录制的内容都还在。用“运行 ▸ 重新启动”启动新的内核。</translation>
    </message>
    <message>
        <source>Scripts and recordings (*.py *.tlab)</source>
        <translation>脚本与录制 (*.py *.tlab)</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Can&apos;t open file</source>
        <translation>无法打开文件</translation>
    </message>
    <message>
        <source>Save the changes to {name}?</source>
        <translation>要保存对 {name} 的修改吗？</translation>
    </message>
    <message>
        <source>Save as</source>
        <translation>另存为</translation>
    </message>
    <message>
        <source>Can&apos;t save file</source>
        <translation>无法保存文件</translation>
    </message>
    <message>
        <source>Save recording</source>
        <translation>保存录制</translation>
    </message>
    <message>
        <source>Export the graph</source>
        <translation>导出计算图</translation>
    </message>
    <message>
        <source>TensorLab {version}. Tensors, shapes and the autograd graph of PyTorch code, step by step.</source>
        <translation>TensorLab {version}。逐步查看 PyTorch 代码的张量、形状与自动求导计算图。</translation>
    </message>
    <message>
        <source>Examples</source>
        <translation>示例</translation>
    </message>
    <message>
        <source>Recent files</source>
        <translation>最近的文件</translation>
    </message>
    <message>
        <source>Documents</source>
        <translation>文档</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>起始</translation>
    </message>
    <message>
        <source>Graph</source>
        <translation>计算图</translation>
    </message>
    <message>
        <source>Tensors</source>
        <translation>张量</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>检查器</translation>
    </message>
    <message>
        <source>Shapes</source>
        <translation>形状</translation>
    </message>
    <message>
        <source>Console</source>
        <translation>控制台</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Toolbar</source>
        <translation>工具栏</translation>
    </message>
    <message>
        <source>Which way the graph shows</source>
        <translation>计算图显示的方向</translation>
    </message>
</context>
<context>
    <name>MiniGrid</name>
    <message>
        <source>Gradient, {rows} by {columns}, from {low} to {high}</source>
        <translation>梯度，{rows} 行 {columns} 列，从 {low} 到 {high}</translation>
    </message>
    <message>
        <source>Values, {rows} by {columns}, from {low} to {high}</source>
        <translation>值，{rows} 行 {columns} 列，从 {low} 到 {high}</translation>
    </message>
</context>
<context>
    <name>OrderPage</name>
    <message>
        <source>Type whole numbers with commas, such as 3, 2.</source>
        <translation>请输入用逗号分隔的整数，例如 3, 2。</translation>
    </message>
    <message>
        <source>{code} → {shape}  shares memory, stride {stride}</source>
        <translation>{code} → {shape}  共享内存，步长 {stride}</translation>
    </message>
    <message>
        <source>{code} → {shape}  copied</source>
        <translation>{code} → {shape}  已复制</translation>
    </message>
    <message>
        <source>Both give {shape}, with the numbers in other places: only reshape keeps the reading order.</source>
        <translation>两者都得到 {shape}，但数字的位置不同：只有 reshape 保持读取顺序。</translation>
    </message>
    <message>
        <source>Reshape keeps the reading order; permute and transpose only swap the strides.</source>
        <translation>reshape 保持读取顺序；permute 和 transpose 只交换步长。</translation>
    </message>
    <message>
        <source>{place} was number {flat} in reading order, {source}.</source>
        <translation>{place} 按读取顺序原是第 {flat} 个，即 {source}。</translation>
    </message>
    <message>
        <source>Shape to reshape to</source>
        <translation>要变成的形状</translation>
    </message>
    <message>
        <source>Order of the axes</source>
        <translation>轴的顺序</translation>
    </message>
    <message>
        <source>The tensor and what becomes of it</source>
        <translation>张量及变换结果</translation>
    </message>
</context>
<context>
    <name>Palette</name>
    <message>
        <source>Type a part of a command&apos;s name</source>
        <translation>输入命令名称的一部分</translation>
    </message>
    <message>
        <source>Find a command</source>
        <translation>查找命令</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>命令</translation>
    </message>
</context>
<context>
    <name>ProblemsPanel</name>
    <message>
        <source>{kind} in {source}, line {line}</source>
        <translation>{source} 第 {line} 行出现 {kind}</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>No problems.</source>
        <translation>没有问题。</translation>
    </message>
</context>
<context>
    <name>ProductPage</name>
    <message>
        <source>A tensor without axes is no matrix: both need at least one axis.</source>
        <translation>没有轴的张量不是矩阵：两者至少各要有一个轴。</translation>
    </message>
    <message>
        <source>The inner sizes must be equal: {first} columns on the left, {second} rows on the right.</source>
        <translation>内侧大小必须相等：左边 {first} 列，右边 {second} 行。</translation>
    </message>
    <message>
        <source>The batch axes {left} and {right} do not broadcast.</source>
        <translation>批量轴 {left} 与 {right} 无法广播。</translation>
    </message>
    <message>
        <source>The inner sizes meet: {size} = {size}. The batch axes broadcast to {batch}. Result: {shape}</source>
        <translation>内侧大小相等：{size} = {size}。批量轴广播为 {batch}。结果：{shape}</translation>
    </message>
    <message>
        <source>The inner sizes meet: {size} = {size}, and go. Result: {shape}</source>
        <translation>内侧大小相等：{size} = {size}，随后消失。结果：{shape}</translation>
    </message>
    <message>
        <source>{place} goes into {count} elements.</source>
        <translation>{place} 参与 {count} 个元素的计算。</translation>
    </message>
    <message>
        <source>▾ Change the sizes</source>
        <translation>▾ 改变大小</translation>
    </message>
    <message>
        <source>▸ Change the sizes</source>
        <translation>▸ 改变大小</translation>
    </message>
    <message>
        <source>The matrices and their product</source>
        <translation>矩阵及其乘积</translation>
    </message>
</context>
<context>
    <name>ReducePage</name>
    <message>
        <source>all axes</source>
        <translation>所有轴</translation>
    </message>
    <message>
        <source>A tensor without axes has nothing to fold.</source>
        <translation>没有轴的张量没有可折叠的。</translation>
    </message>
    <message>
        <source>Axis {axes} folds and stays as a 1: {shape} → {result}. {count} elements become one.</source>
        <translation>轴 {axes} 折叠后保留为 1：{shape} → {result}。{count} 个元素变成一个。</translation>
    </message>
    <message>
        <source>Axis {axes} folds away: {shape} → {result}. {count} elements become one.</source>
        <translation>轴 {axes} 折叠后消失：{shape} → {result}。{count} 个元素变成一个。</translation>
    </message>
    <message>
        <source>Axes that fold</source>
        <translation>要折叠的轴</translation>
    </message>
    <message>
        <source>The tensor and what it folds into</source>
        <translation>张量及折叠结果</translation>
    </message>
</context>
<context>
    <name>Sentences</name>
    <message>
        <source>{what} is created</source>
        <translation>创建 {what}</translation>
    </message>
    <message>
        <source>{what} was there before</source>
        <translation>{what} 之前就存在</translation>
    </message>
    <message>
        <source>{what} runs on {inputs}</source>
        <translation>{what} 作用于 {inputs}</translation>
    </message>
    <message>
        <source>{what} looks at the memory of {inputs}</source>
        <translation>{what} 看的是 {inputs} 的内存</translation>
    </message>
    <message>
        <source>{what} changes {target} in place</source>
        <translation>{what} 原地修改 {target}</translation>
    </message>
    <message>
        <source>{what} was changed from numpy</source>
        <translation>{what} 被 numpy 修改</translation>
    </message>
    <message>
        <source>{what} looks at other memory now</source>
        <translation>{what} 现在看另一块内存</translation>
    </message>
    <message>
        <source>requires_grad of {what} is now {value}</source>
        <translation>{what} 的 requires_grad 现在是 {value}</translation>
    </message>
    <message>
        <source>{what} will keep its gradient</source>
        <translation>{what} 将保留它的梯度</translation>
    </message>
    <message>
        <source>the gradient of {what} is set by hand</source>
        <translation>{what} 的梯度被手动设置</translation>
    </message>
    <message>
        <source>the gradient of {what} is forgotten: .grad is None</source>
        <translation>{what} 的梯度被清除：.grad 为 None</translation>
    </message>
    <message>
        <source>{name} is the name of {what}</source>
        <translation>{name} 是 {what} 的名称</translation>
    </message>
    <message>
        <source>{name} means no tensor any more</source>
        <translation>{name} 不再指任何张量</translation>
    </message>
    <message>
        <source>backward begins at {what}</source>
        <translation>从 {what} 开始反向传播</translation>
    </message>
    <message>
        <source>the gradient of {root} reaches {what}</source>
        <translation>{root} 的梯度到达 {what}</translation>
    </message>
    <message>
        <source>the gradient is added to {what}.grad: addition {count}</source>
        <translation>梯度累加到 {what}.grad：第 {count} 次</translation>
    </message>
    <message>
        <source>the saved tensors of {what} are freed</source>
        <translation>{what} 保存的张量被释放</translation>
    </message>
    <message>
        <source>backward from {what} ends</source>
        <translation>从 {what} 出发的反向传播结束</translation>
    </message>
    <message>
        <source>backward from {what} fails: {message}</source>
        <translation>从 {what} 出发的反向传播失败：{message}</translation>
    </message>
    <message>
        <source>{what} is collected: nothing refers to it any more</source>
        <translation>{what} 被回收：不再有任何引用</translation>
    </message>
    <message>
        <source>the program prints {text}</source>
        <translation>程序输出 {text}</translation>
    </message>
    <message>
        <source>the program fails with {error}: {message}</source>
        <translation>程序出错，{error}：{message}</translation>
    </message>
    <message>
        <source>pass {number} through the loop begins</source>
        <translation>第 {number} 次循环开始</translation>
    </message>
    <message>
        <source>{sentence}, line {line}</source>
        <translation>{sentence}，第 {line} 行</translation>
    </message>
</context>
<context>
    <name>Session</name>
    <message>
        <source>The change was not made.</source>
        <translation>没有进行修改。</translation>
    </message>
    <message>
        <source>The tensor no longer exists.</source>
        <translation>这个张量已不存在。</translation>
    </message>
    <message>
        <source>The tensor is being written to at this moment.</source>
        <translation>这个张量此刻正在被写入。</translation>
    </message>
    <message>
        <source>The tensor has changed since; nothing was done.</source>
        <translation>张量已经改变，未做任何操作。</translation>
    </message>
</context>
<context>
    <name>ShapeStrip</name>
    <message>
        <source>result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Shapes, aligned from the right</source>
        <translation>从右侧对齐的形状</translation>
    </message>
    <message>
        <source>✗ {size} does not fit</source>
        <translation>✗ {size} 不匹配</translation>
    </message>
    <message>
        <source>{sizes} stretches</source>
        <translation>{sizes} 被拉伸</translation>
    </message>
    <message>
        <source>{ones} padded on the left</source>
        <translation>左侧补 {ones}</translation>
    </message>
    <message>
        <source>✗ the shapes do not fit</source>
        <translation>✗ 形状不匹配</translation>
    </message>
    <message>
        <source>✗ {one} meets {other} on axis {axis}</source>
        <translation>✗ 第 {axis} 轴上 {one} 遇到 {other}</translation>
    </message>
</context>
<context>
    <name>ShapesPanel</name>
    <message>
        <source>Broadcast</source>
        <translation>广播</translation>
    </message>
    <message>
        <source>Reshape and order</source>
        <translation>变形与次序</translation>
    </message>
    <message>
        <source>Reduce</source>
        <translation>归约</translation>
    </message>
    <message>
        <source>Matrix product</source>
        <translation>矩阵乘积</translation>
    </message>
    <message>
        <source>Types</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Index</source>
        <translation>索引</translation>
    </message>
    <message>
        <source>Concatenate</source>
        <translation>拼接</translation>
    </message>
    <message>
        <source>Storage</source>
        <translation>存储</translation>
    </message>
    <message>
        <source>What is explained</source>
        <translation>讲解什么</translation>
    </message>
    <message>
        <source>Select an operation, or two tensors in the list, to see how their shapes line up.</source>
        <translation>选中一个运算，或在列表中选中两个张量，查看它们的形状如何对齐。</translation>
    </message>
    <message>
        <source>Play with shapes</source>
        <translation>试试各种形状</translation>
    </message>
</context>
<context>
    <name>SizeEditor</name>
    <message>
        <source>Size of axis {axis} of {name}</source>
        <translation>{name} 的轴 {axis} 的大小</translation>
    </message>
    <message>
        <source>Take away the first axis of {name}</source>
        <translation>去掉 {name} 的第一个轴</translation>
    </message>
    <message>
        <source>Put an axis of 1 in front of {name}</source>
        <translation>在 {name} 前面加一个长度为 1 的轴</translation>
    </message>
</context>
<context>
    <name>SliceBar</name>
    <message>
        <source>Axis</source>
        <translation>轴</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>长度</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>角色</translation>
    </message>
    <message>
        <source>Position</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>A single number: it has no axes.</source>
        <translation>单个数字：没有轴。</translation>
    </message>
    <message>
        <source>The part that is shown, as code</source>
        <translation>所显示部分的代码</translation>
    </message>
</context>
<context>
    <name>StartPanel</name>
    <message>
        <source>Type PyTorch code and see its tensors, its shapes and its graph, step by step, both ways.</source>
        <translation>输入 PyTorch 代码，看见张量、形状和计算图，并可前后逐步查看。</translation>
    </message>
    <message>
        <source>Examples</source>
        <translation>示例</translation>
    </message>
    <message>
        <source>Opened recently</source>
        <translation>最近打开</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>起始</translation>
    </message>
    <message>
        <source>New script</source>
        <translation>新建脚本</translation>
    </message>
    <message>
        <source>Open a file…</source>
        <translation>打开文件…</translation>
    </message>
</context>
<context>
    <name>StatusPanel</name>
    <message>
        <source>step {step} / {count}</source>
        <translation>第 {step} / {count} 步</translation>
    </message>
    <message>
        <source>grad on</source>
        <translation>梯度开启</translation>
    </message>
    <message>
        <source>grad off</source>
        <translation>梯度关闭</translation>
    </message>
    <message>
        <source>tensors: {count}</source>
        <translation>张量：{count}</translation>
    </message>
    <message>
        <source>operations alive: {count}</source>
        <translation>存活的运算：{count}</translation>
    </message>
    <message>
        <source>errors: {count}</source>
        <translation>错误：{count}</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>Build</source>
        <translation>构建</translation>
    </message>
    <message>
        <source>Backward</source>
        <translation>反向</translation>
    </message>
    <message>
        <source>Update</source>
        <translation>更新</translation>
    </message>
    <message>
        <source>Free</source>
        <translation>释放</translation>
    </message>
    <message>
        <source>no kernel</source>
        <translation>没有内核</translation>
    </message>
    <message>
        <source>kernel starting</source>
        <translation>内核启动中</translation>
    </message>
    <message>
        <source>kernel ready</source>
        <translation>内核就绪</translation>
    </message>
    <message>
        <source>kernel running</source>
        <translation>内核运行中</translation>
    </message>
    <message>
        <source>kernel gone: restart it with Run ▸ Restart</source>
        <translation>内核已消失：用“运行 ▸ 重新启动”重启</translation>
    </message>
</context>
<context>
    <name>StoragePage</name>
    <message>
        <source>memory, by position</source>
        <translation>内存，按位置</translation>
    </message>
    <message>
        <source>{place} stands at {sum}.</source>
        <translation>{place} 位于 {sum}。</translation>
    </message>
    <message>
        <source>Stride 0: one element is read at several indices.</source>
        <translation>步长 0：同一个元素在多个索引处被读取。</translation>
    </message>
    <message>
        <source>Contiguous: it stands as it is read.</source>
        <translation>连续：存放顺序就是读取顺序。</translation>
    </message>
    <message>
        <source>Not contiguous: reading it in order jumps about in memory.</source>
        <translation>不连续：按顺序读取时在内存中跳来跳去。</translation>
    </message>
    <message>
        <source>The same memory is seen by:</source>
        <translation>看着同一块内存的还有：</translation>
    </message>
    <message>
        <source>Type whole numbers with commas, such as 3, 2.</source>
        <translation>请输入用逗号分隔的整数，例如 3, 2。</translation>
    </message>
    <message>
        <source>✗ Impossible: {count} elements do not fill {shape}.</source>
        <translation>✗ 不可能：{count} 个元素填不满 {shape}。</translation>
    </message>
    <message>
        <source>✓ A view of shape {shape}, with stride {stride}.</source>
        <translation>✓ 是视图，形状 {shape}，步长 {stride}。</translation>
    </message>
    <message>
        <source>⚠ A copy is needed for {shape}: axes {first} and {second} cannot merge, since {outer} ≠ {size}·{inner}.</source>
        <translation>⚠ 变成 {shape} 需要复制：轴 {first} 和轴 {second} 无法合并，因为 {outer} ≠ {size}·{inner}。</translation>
    </message>
    <message>
        <source>Position {place}: this tensor does not look here.</source>
        <translation>位置 {place}：这个张量不看这里。</translation>
    </message>
    <message>
        <source>(read at {count} indices)</source>
        <translation>（在 {count} 个索引处被读取）</translation>
    </message>
    <message>
        <source>Can I view it as</source>
        <translation>能看作这个形状吗：</translation>
    </message>
    <message>
        <source>Shape to view it as</source>
        <translation>要看作的形状</translation>
    </message>
    <message>
        <source>Which tensor</source>
        <translation>哪个张量</translation>
    </message>
    <message>
        <source>Memory, and the tensor over it</source>
        <translation>内存以及其上的张量</translation>
    </message>
</context>
<context>
    <name>TensorGrid</name>
    <message>
        <source>Row {row}, column {column}</source>
        <translation>第 {row} 行，第 {column} 列</translation>
    </message>
    <message>
        <source>{place}: {value}</source>
        <translation>{place}：{value}</translation>
    </message>
    <message>
        <source>This is a look at an earlier step; return to live to change values.</source>
        <translation>这里显示的是较早的一步；回到实时才能修改。</translation>
    </message>
    <message>
        <source>At most {count} cells can be copied at once.</source>
        <translation>一次最多复制 {count} 个单元格。</translation>
    </message>
    <message>
        <source>These values are still being loaded; copy them again in a moment.</source>
        <translation>这些值仍在加载，请稍后再复制。</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>值</translation>
    </message>
</context>
<context>
    <name>TensorTab</name>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
    <message>
        <source>contiguous</source>
        <translation>连续</translation>
    </message>
    <message>
        <source>version</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>leaf</source>
        <translation>叶子节点</translation>
    </message>
    <message>
        <source>Not created yet at this step.</source>
        <translation>这一步时尚未创建。</translation>
    </message>
    <message>
        <source>The value at this step was not kept: {bytes} bytes.</source>
        <translation>这一步的值没有保留：{bytes} 字节。</translation>
    </message>
    <message>
        <source>Type to edit; the change is echoed as code.</source>
        <translation>输入即可编辑；修改会以代码回显。</translation>
    </message>
    <message>
        <source>Read only: return to live to edit.</source>
        <translation>只读：回到实时才能编辑。</translation>
    </message>
    <message>
        <source>index {index}</source>
        <translation>索引 {index}</translation>
    </message>
    <message>
        <source>offset {offset}</source>
        <translation>偏移 {offset}</translation>
    </message>
    <message>
        <source>value {value}</source>
        <translation>值 {value}</translation>
    </message>
    <message>
        <source>gradient {value}</source>
        <translation>梯度 {value}</translation>
    </message>
</context>
<context>
    <name>TensorsModel</name>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>形状</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Grad</source>
        <translation>梯度</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>值</translation>
    </message>
    <message>
        <source>Mem</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>Named</source>
        <translation>有名称</translation>
    </message>
    <message>
        <source>Intermediates</source>
        <translation>中间结果</translation>
    </message>
    <message>
        <source>Created later</source>
        <translation>之后创建</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>尚无</translation>
    </message>
    <message>
        <source>not kept</source>
        <translation>不保留</translation>
    </message>
    <message>
        <source>Every tensor marked {letter} looks at the same memory.</source>
        <translation>所有标为 {letter} 的张量看的是同一块内存。</translation>
    </message>
    <message>
        <source>requires_grad is False: no gradient is computed for it.</source>
        <translation>requires_grad 为 False：不为它计算梯度。</translation>
    </message>
    <message>
        <source>requires_grad is True; no backward has reached it yet, so .grad is None.</source>
        <translation>requires_grad 为 True；反向传播还没有到达它，所以 .grad 是 None。</translation>
    </message>
    <message>
        <source>It is not a leaf: gradients pass through it, and .grad stays None without retain_grad().</source>
        <translation>它不是叶子节点：梯度从它经过，不调用 retain_grad() 时 .grad 一直是 None。</translation>
    </message>
    <message>
        <source>Gradients added into .grad so far: {count}.</source>
        <translation>目前累加进 .grad 的梯度数：{count}。</translation>
    </message>
    <message>
        <source>leaf</source>
        <translation>叶子节点</translation>
    </message>
    <message>
        <source>computed</source>
        <translation>计算得到</translation>
    </message>
</context>
<context>
    <name>TensorsPanel</name>
    <message>
        <source>Open in a tab</source>
        <translation>在标签页中打开</translation>
    </message>
    <message>
        <source>Compare shapes</source>
        <translation>比较形状</translation>
    </message>
    <message>
        <source>Filter by name, shape:3x1, dtype:int64, grad:none</source>
        <translation>按名称、shape:3x1、dtype:int64、grad:none 筛选</translation>
    </message>
    <message>
        <source>Filter the tensors</source>
        <translation>筛选张量</translation>
    </message>
    <message>
        <source>Tensors</source>
        <translation>张量</translation>
    </message>
    <message>
        <source>No tensors yet. Type one in the console:</source>
        <translation>还没有张量。在控制台输入一个：</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>尚无</translation>
    </message>
</context>
<context>
    <name>TimelineBar</name>
    <message>
        <source>Phase</source>
        <translation>阶段</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>Line</source>
        <translation>行</translation>
    </message>
    <message>
        <source>live</source>
        <translation>实时</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>时间线</translation>
    </message>
</context>
<context>
    <name>TimelinePanel</name>
    <message>
        <source>Build</source>
        <translation>构建</translation>
    </message>
    <message>
        <source>Backward</source>
        <translation>反向</translation>
    </message>
    <message>
        <source>Update</source>
        <translation>更新</translation>
    </message>
    <message>
        <source>Free</source>
        <translation>释放</translation>
    </message>
    <message>
        <source>Nothing recorded yet</source>
        <translation>尚无录制</translation>
    </message>
    <message>
        <source>Live · step {step}</source>
        <translation>实时 · 第 {step} 步</translation>
    </message>
    <message>
        <source>Viewing step {step} of {count}</source>
        <translation>正在查看第 {step} 步，共 {count} 步</translation>
    </message>
    <message>
        <source>Step {step}: {sentence}</source>
        <translation>第 {step} 步：{sentence}</translation>
    </message>
    <message>
        <source>by event</source>
        <translation>按事件</translation>
    </message>
    <message>
        <source>by line</source>
        <translation>按行</translation>
    </message>
    <message>
        <source>by phase</source>
        <translation>按阶段</translation>
    </message>
    <message>
        <source>by iteration</source>
        <translation>按迭代</translation>
    </message>
    <message>
        <source>Size of a step</source>
        <translation>一步的大小</translation>
    </message>
    <message>
        <source>Speed of play</source>
        <translation>播放速度</translation>
    </message>
    <message>
        <source>Return to live</source>
        <translation>回到实时</translation>
    </message>
</context>
<context>
    <name>TypeLadder</name>
    <message>
        <source>truth</source>
        <translation>真假</translation>
    </message>
    <message>
        <source>whole numbers</source>
        <translation>整数</translation>
    </message>
    <message>
        <source>floating point</source>
        <translation>浮点数</translation>
    </message>
    <message>
        <source>complex</source>
        <translation>复数</translation>
    </message>
    <message>
        <source>Types from those that give way to those that stay</source>
        <translation>各种类型，从让步的到保留的</translation>
    </message>
    <message>
        <source>{operands} give {result}</source>
        <translation>{operands} 得到 {result}</translation>
    </message>
</context>
<context>
    <name>TypePage</name>
    <message>
        <source>tensor</source>
        <translation>张量</translation>
    </message>
    <message>
        <source>tensor without axes</source>
        <translation>没有轴的张量</translation>
    </message>
    <message>
        <source>Python number</source>
        <translation>Python 数</translation>
    </message>
    <message>
        <source>Type of {name}</source>
        <translation>{name} 的类型</translation>
    </message>
    <message>
        <source>Kind of {name}</source>
        <translation>{name} 的种类</translation>
    </message>
    <message>
        <source>{types} → {result}</source>
        <translation>{types} → {result}</translation>
    </message>
    <message>
        <source>All types are the same, so nothing changes.</source>
        <translation>类型都相同，所以不变。</translation>
    </message>
    <message>
        <source>All are of one category: the narrowest type that holds all of them.</source>
        <translation>都属于同一类：取能容纳全部的最窄类型。</translation>
    </message>
    <message>
        <source>A Python number or a tensor without axes gives way: its category is not higher.</source>
        <translation>Python 数或没有轴的张量让步：它的类别并不更高。</translation>
    </message>
    <message>
        <source>whole numbers</source>
        <translation>整数</translation>
    </message>
    <message>
        <source>floating point</source>
        <translation>浮点数</translation>
    </message>
    <message>
        <source>complex</source>
        <translation>复数</translation>
    </message>
    <message>
        <source>The highest category wins: {name}. How wide the others are doesn&apos;t count.</source>
        <translation>类别最高的胜出：{name}。其他类型有多宽并不重要。</translation>
    </message>
    <message>
        <source>Large numbers of {types} are rounded in {result}.</source>
        <translation>{types} 的大数在 {result} 中会被舍入。</translation>
    </message>
</context>
<context>
    <name>ZoomBox</name>
    <message>
        <source>{percent} %</source>
        <translation>{percent} %</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Show the whole graph</source>
        <translation>显示整个计算图</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>缩放</translation>
    </message>
</context>
</TS>
