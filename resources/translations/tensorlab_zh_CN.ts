<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>Answers</name>
    <message>
        <source>Why is .grad None?</source>
        <translation>为什么 .grad 是 None？</translation>
    </message>
    <message>
        <source>Why is requires_grad False?</source>
        <translation>为什么 requires_grad 是 False？</translation>
    </message>
    <message>
        <source>Why this shape?</source>
        <translation>为什么是这个形状？</translation>
    </message>
    <message>
        <source>Why is it not contiguous?</source>
        <translation>为什么不连续？</translation>
    </message>
    <message>
        <source>Why is it not a leaf?</source>
        <translation>为什么不是叶子节点？</translation>
    </message>
    <message>
        <source>Who holds this graph?</source>
        <translation>谁还引用着这张计算图？</translation>
    </message>
    <message>
        <source>`{name}` asks for no gradient: requires_grad is False</source>
        <translation>`{name}` 不要求梯度：requires_grad 是 False</translation>
    </message>
    <message>
        <source>`{name}` was computed by `{op}`, line {line}</source>
        <translation>`{name}` 由 `{op}` 算出，第 {line} 行</translation>
    </message>
    <message>
        <source>backward fills .grad of leaves only; `{name}`.retain_grad() would keep its gradient</source>
        <translation>backward 只填叶子节点的 .grad；`{name}`.retain_grad() 才会保留它的梯度</translation>
    </message>
    <message>
        <source>retain_grad() was called on line {line}, and no backward has run since</source>
        <translation>第 {line} 行调用了 retain_grad()，之后还没有反向传播</translation>
    </message>
    <message>
        <source>its gradient was forgotten on line {line}</source>
        <translation>它的梯度在第 {line} 行被清掉了</translation>
    </message>
    <message>
        <source>no backward has run yet</source>
        <translation>还没有运行过反向传播</translation>
    </message>
    <message>
        <source>the backward of line {line} failed: {error}</source>
        <translation>第 {line} 行的反向传播失败了：{error}</translation>
    </message>
    <message>
        <source>autograd.grad on line {line} gives gradients back and stores none</source>
        <translation>第 {line} 行的 autograd.grad 返回梯度，不会保存</translation>
    </message>
    <message>
        <source>the backward of line {line} did not come by `{name}`</source>
        <translation>第 {line} 行的反向传播没有经过 `{name}`</translation>
    </message>
    <message>
        <source>the backward of line {line} was asked for the gradients of {inputs} alone</source>
        <translation>第 {line} 行的反向传播只求了 {inputs} 的梯度</translation>
    </message>
    <message>
        <source>`{name}` was not used in what was computed</source>
        <translation>`{name}` 没有参与计算</translation>
    </message>
    <message>
        <source>`{op}` on line {line} used `{name}` without being tracked</source>
        <translation>第 {line} 行的 `{op}` 使用了 `{name}`，但没有被记录</translation>
    </message>
    <message>
        <source>`{op}` on line {line} used `{name}` in another graph</source>
        <translation>第 {line} 行的 `{op}` 在另一张计算图里使用了 `{name}`</translation>
    </message>
    <message>
        <source>requires_grad was switched off on line {line}</source>
        <translation>requires_grad 在第 {line} 行被关掉了</translation>
    </message>
    <message>
        <source>`{name}` was made of whole numbers ({dtype}) on line {line}, which can have no gradient</source>
        <translation>`{name}` 在第 {line} 行由整数创建（{dtype}），整数没有梯度</translation>
    </message>
    <message>
        <source>`{name}` was made on line {line} by `{op}` without requires_grad=True</source>
        <translation>`{name}` 在第 {line} 行由 `{op}` 创建，没有写 requires_grad=True</translation>
    </message>
    <message>
        <source>`{name}` was computed by `{op}` on line {line} from tensors that ask for none: {inputs}</source>
        <translation>`{name}` 在第 {line} 行由 `{op}` 算出，所用的张量都不要求梯度：{inputs}</translation>
    </message>
    <message>
        <source>`{name}` is `{input}` without its history: detach() on line {line}</source>
        <translation>`{name}` 是去掉历史的 `{input}`：第 {line} 行的 detach()</translation>
    </message>
    <message>
        <source>`{name}` is `{input}` without its history: .data on line {line}</source>
        <translation>`{name}` 是去掉历史的 `{input}`：第 {line} 行的 .data</translation>
    </message>
    <message>
        <source>`{op}` on line {line} gives {dtype}, through which no gradient can pass</source>
        <translation>第 {line} 行的 `{op}` 给出 {dtype}，梯度无法通过</translation>
    </message>
    <message>
        <source>`{op}` on line {line} used `{input}` under no_grad, so nothing was recorded</source>
        <translation>第 {line} 行的 `{op}` 在 no_grad 之下使用了 `{input}`，没有留下记录</translation>
    </message>
    <message>
        <source>`{name}` was written into on line {line} (`{op}`), with a value that has a history</source>
        <translation>第 {line} 行把带历史的值写入了 `{name}`（`{op}`）</translation>
    </message>
    <message>
        <source>its history begins at `{name}`, line {line}, which asks for gradients</source>
        <translation>它的历史始于第 {line} 行的 `{name}`，它要求梯度</translation>
    </message>
    <message>
        <source>`{name}` {shape} was made on line {line} by `{op}`</source>
        <translation>`{name}` {shape} 在第 {line} 行由 `{op}` 创建</translation>
    </message>
    <message>
        <source>`{name}` had the shape {shape}, from `{op}` on line {line}</source>
        <translation>`{name}` 的形状是 {shape}，来自第 {line} 行的 `{op}`</translation>
    </message>
    <message>
        <source>`{op}` on line {line} reads the elements of {inputs} as {shape}</source>
        <translation>第 {line} 行的 `{op}` 把 {inputs} 的元素读成 {shape}</translation>
    </message>
    <message>
        <source>`{op}` on line {line} exchanges axes: {inputs} becomes {shape}</source>
        <translation>第 {line} 行的 `{op}` 交换了轴：{inputs} 变成 {shape}</translation>
    </message>
    <message>
        <source>`{op}` on line {line} takes a part of {inputs}: {shape}</source>
        <translation>第 {line} 行的 `{op}` 取了 {inputs} 的一部分：{shape}</translation>
    </message>
    <message>
        <source>`{op}` on line {line} multiplies {inputs}: the inner size folds away and {shape} is left</source>
        <translation>第 {line} 行的 `{op}` 把 {inputs} 相乘：内侧大小消去，剩下 {shape}</translation>
    </message>
    <message>
        <source>`{op}` on line {line} joins {inputs} into {shape}</source>
        <translation>第 {line} 行的 `{op}` 把 {inputs} 拼成 {shape}</translation>
    </message>
    <message>
        <source>`{op}` on line {line} repeats {inputs} to {shape}</source>
        <translation>第 {line} 行的 `{op}` 把 {inputs} 重复成 {shape}</translation>
    </message>
    <message>
        <source>squeeze on line {line} drops axes of size 1: {inputs} becomes {shape}</source>
        <translation>第 {line} 行的 squeeze 去掉大小为 1 的轴：{inputs} 变成 {shape}</translation>
    </message>
    <message>
        <source>unsqueeze on line {line} adds an axis of size 1: {inputs} becomes {shape}</source>
        <translation>第 {line} 行的 unsqueeze 加上大小为 1 的轴：{inputs} 变成 {shape}</translation>
    </message>
    <message>
        <source>`{op}` on line {line} stretches {inputs} to one shape, {shape}</source>
        <translation>第 {line} 行的 `{op}` 把 {inputs} 拉伸到同一形状 {shape}</translation>
    </message>
    <message>
        <source>`{op}` on line {line} folds axes of {inputs} away: {shape} is left</source>
        <translation>第 {line} 行的 `{op}` 折叠了 {inputs} 的轴：剩下 {shape}</translation>
    </message>
    <message>
        <source>`{op}` on line {line} folds axes of {inputs} to size 1, and keepdim=True keeps them: {shape}</source>
        <translation>第 {line} 行的 `{op}` 把 {inputs} 的轴折叠为大小 1，keepdim=True 把它们保留：{shape}</translation>
    </message>
    <message>
        <source>`{op}` on line {line} slides over the last axes of {inputs}: {shape} is what comes out</source>
        <translation>第 {line} 行的 `{op}` 在 {inputs} 的最后几个轴上滑动，得到 {shape}</translation>
    </message>
    <message>
        <source>`{op}` on line {line} makes {shape} of {inputs}</source>
        <translation>第 {line} 行的 `{op}` 由 {inputs} 得到 {shape}</translation>
    </message>
    <message>
        <source>`{op}` on line {line} only exchanges strides: {before} of `{input}` became {stride}, and the memory stayed as it was</source>
        <translation>第 {line} 行的 `{op}` 只交换步长：`{input}` 的 {before} 变成 {stride}，内存没有动</translation>
    </message>
    <message>
        <source>`{op}` on line {line} repeats without copying: stride 0 in {stride}</source>
        <translation>第 {line} 行的 `{op}` 不复制地重复：{stride} 中的步长为 0</translation>
    </message>
    <message>
        <source>`{op}` on line {line} shows a part of `{input}`: with stride {stride} it steps over the rest</source>
        <translation>第 {line} 行的 `{op}` 只看 `{input}` 的一部分：步长 {stride} 会跳过其余元素</translation>
    </message>
    <message>
        <source>`{op}` on line {line} kept the order of `{input}` in memory: stride {stride}</source>
        <translation>第 {line} 行的 `{op}` 保持了 `{input}` 在内存中的顺序：步长 {stride}</translation>
    </message>
    <message>
        <source>`{name}` was made in this order on line {line}: stride {stride}</source>
        <translation>`{name}` 在第 {line} 行就是按这个顺序创建的：步长 {stride}</translation>
    </message>
    <message>
        <source>`{op}` on line {line} looks at the memory of `{base}`</source>
        <translation>第 {line} 行的 `{op}` 看的是 `{base}` 的内存</translation>
    </message>
    <message>
        <source>`{name}`, made on line {line}, comes by here on its way back</source>
        <translation>第 {line} 行的 `{name}` 反向时经过这里</translation>
    </message>
    <message>
        <source>the name `{name}` itself, line {line}</source>
        <translation>名字 `{name}` 本身，第 {line} 行</translation>
    </message>
    <message>
        <source>held by `{name}`, into which line {line} has put it</source>
        <translation>由 `{name}` 持有：第 {line} 行把它放了进去</translation>
    </message>
    <message>
        <source>a tensor without a name, made on line {line}: it may stand in a list or an object</source>
        <translation>第 {line} 行创建的没有名字的张量：它可能在列表或对象里</translation>
    </message>
</context>
<context>
    <name>AxisChip</name>
    <message>
        <source>Role of axis {axis}</source>
        <translation>第 {axis} 轴的角色</translation>
    </message>
    <message>
        <source>Position on axis {axis}</source>
        <translation>第 {axis} 轴上的位置</translation>
    </message>
    <message>
        <source>Play along axis {axis}</source>
        <translation>沿轴 {axis} 播放</translation>
    </message>
    <message>
        <source>Pause axis {axis}</source>
        <translation>暂停轴 {axis}</translation>
    </message>
</context>
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
        <source>Tile</source>
        <translation>平铺</translation>
    </message>
    <message>
        <source>Role of axis {axis}</source>
        <translation>第 {axis} 轴的角色</translation>
    </message>
    <message>
        <source>Position on axis {axis}</source>
        <translation>第 {axis} 轴上的位置</translation>
    </message>
    <message>
        <source>Pause axis {axis}</source>
        <translation>暂停轴 {axis}</translation>
    </message>
    <message>
        <source>Play along axis {axis}</source>
        <translation>沿轴 {axis} 播放</translation>
    </message>
</context>
<context>
    <name>AxisTable</name>
    <message>
        <source>axis</source>
        <translation>轴</translation>
    </message>
    <message>
        <source>does not fit</source>
        <translation>对不上</translation>
    </message>
    <message>
        <source>summed for {names}</source>
        <translation>为 {names} 求和</translation>
    </message>
    <message>
        <source>{names}: 1 → {size}</source>
        <translation>{names}：1 → {size}</translation>
    </message>
</context>
<context>
    <name>BroadcastPage</name>
    <message>
        <source>{step} of {count}: {word}</source>
        <translation>第 {step} 步，共 {count} 步：{word}</translation>
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
        <source>Point at a cell to see what it comes from.</source>
        <translation>指向一个单元格，看它从何而来。</translation>
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
    <message>
        <source>Result: {shape}, too large to be drawn cell by cell: a line of the table is an axis.</source>
        <translation>结果：{shape}，太大而无法逐格绘制：表中每行是一个轴。</translation>
    </message>
</context>
<context>
    <name>Canvas</name>
    <message>
        <source>Graph</source>
        <translation>计算图</translation>
    </message>
    <message>
        <source>A name or an operation, or: {claims}</source>
        <translation>名称或运算，或：{claims}</translation>
    </message>
    <message>
        <source>Find in the graph</source>
        <translation>在图中查找</translation>
    </message>
    <message>
        <source>NaN or infinity begins here</source>
        <translation>NaN 或无穷从这里开始</translation>
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
        <source>stands for {count} nodes, Enter opens it</source>
        <translation>代表 {count} 个节点，按回车键展开</translation>
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
        <source>has NaN or infinity</source>
        <translation>含 NaN 或无穷</translation>
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
    <message>
        <source>Type a number, or press Esc to leave the cell as it is.</source>
        <translation>请输入一个数，或按 Esc 保持原样。</translation>
    </message>
    <message>
        <source>“{text}” is neither True nor False.</source>
        <translation>“{text}”既不是 True 也不是 False。</translation>
    </message>
    <message>
        <source>“{text}” is no whole number, and {dtype} holds nothing else.</source>
        <translation>“{text}”不是整数，而 {dtype} 只能存整数。</translation>
    </message>
    <message>
        <source>“{text}” is not a number.</source>
        <translation>“{text}”不是数。</translation>
    </message>
    <message>
        <source>“{text}” is not a complex number; write it like 1+2j.</source>
        <translation>“{text}”不是复数；请写成 1+2j 的样子。</translation>
    </message>
    <message>
        <source>{text} does not fit into {dtype}, which holds {low} to {high}.</source>
        <translation>{text} 超出了 {dtype} 的范围：{low} 到 {high}。</translation>
    </message>
    <message>
        <source>The rows that were copied have different lengths.</source>
        <translation>复制的各行长度不同。</translation>
    </message>
    <message>
        <source>At most {text} cells can be pasted at once.</source>
        <translation>一次最多粘贴 {text} 个单元格。</translation>
    </message>
</context>
<context>
    <name>Check</name>
    <message>
        <source>No errors and no traps.</source>
        <translation>没有错误，也没有可疑之处。</translation>
    </message>
    <message>
        <source>trap [{rule}]</source>
        <translation>可疑 [{rule}]</translation>
    </message>
    <message>
        <source>error</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>  with: {operands}</source>
        <translation>  涉及：{operands}</translation>
    </message>
    <message>
        <source>  why: {reason}</source>
        <translation>  原因：{reason}</translation>
    </message>
    <message>
        <source>  try: {fix}</source>
        <translation>  试试：{fix}</translation>
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
        <source>Tensor</source>
        <translation>张量</translation>
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
        <source>Export every node…</source>
        <translation>导出全部节点…</translation>
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
        <source>Find…</source>
        <translation>查找…</translation>
    </message>
    <message>
        <source>Find a command…</source>
        <translation>查找命令…</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>设置…</translation>
    </message>
    <message>
        <source>New tensor…</source>
        <translation>新建张量…</translation>
    </message>
    <message>
        <source>Reshape, sum, combine…</source>
        <translation>变形、求和、组合…</translation>
    </message>
    <message>
        <source>Copy as PyTorch code</source>
        <translation>复制为 PyTorch 代码</translation>
    </message>
    <message>
        <source>Copy as NumPy code</source>
        <translation>复制为 NumPy 代码</translation>
    </message>
    <message>
        <source>Copy as a table (TSV)</source>
        <translation>复制为表格 (TSV)</translation>
    </message>
    <message>
        <source>Copy as Markdown</source>
        <translation>复制为 Markdown</translation>
    </message>
    <message>
        <source>Copy as LaTeX</source>
        <translation>复制为 LaTeX</translation>
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
        <source>Lay out anew after each run</source>
        <translation>每次运行后重新排布</translation>
    </message>
    <message>
        <source>Copy as a picture</source>
        <translation>复制为图片</translation>
    </message>
    <message>
        <source>Open or close the group</source>
        <translation>展开或收起所在的组</translation>
    </message>
    <message>
        <source>Compact or full</source>
        <translation>紧凑或完整</translation>
    </message>
    <message>
        <source>Fold what repeats</source>
        <translation>折叠重复的部分</translation>
    </message>
    <message>
        <source>Show every node</source>
        <translation>显示全部节点</translation>
    </message>
    <message>
        <source>Broad lines for large gradients</source>
        <translation>梯度越大线越粗</translation>
    </message>
    <message>
        <source>Run slowly</source>
        <translation>慢速运行</translation>
    </message>
    <message>
        <source>Pause after this statement</source>
        <translation>执行完这条语句后暂停</translation>
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
        <source>Bookmark this step</source>
        <translation>为这一步加书签</translation>
    </message>
    <message>
        <source>Next bookmark</source>
        <translation>下一个书签</translation>
    </message>
    <message>
        <source>Previous bookmark</source>
        <translation>上一个书签</translation>
    </message>
    <message>
        <source>Trap radar</source>
        <translation>可疑代码雷达</translation>
    </message>
    <message>
        <source>Mute the trap on this line</source>
        <translation>不再提示这一行的可疑之处</translation>
    </message>
    <message>
        <source>Mute traps of this kind</source>
        <translation>不再提示这一类可疑之处</translation>
    </message>
    <message>
        <source>Compare runs…</source>
        <translation>比较两次运行…</translation>
    </message>
    <message>
        <source>Graph beside the code</source>
        <translation>图与代码并排</translation>
    </message>
    <message>
        <source>Shapes behind the lines of code</source>
        <translation>在代码行后显示形状</translation>
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
        <source>Text of the usual size</source>
        <translation>文字恢复标准大小</translation>
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
        <source>Previous pane</source>
        <translation>上一个面板</translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation>快捷键</translation>
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
    <name>ComparePage</name>
    <message>
        <source>No other named tensor has this shape.</source>
        <translation>没有其他同形状的已命名张量。</translation>
    </message>
    <message>
        <source>{count} of {all} elements differ, most by {largest} at {place}.</source>
        <translation>{all} 个元素中有 {count} 个不同，最大相差 {largest}，位于 {place}。</translation>
    </message>
    <message>
        <source>All {all} elements are the same.</source>
        <translation>全部 {all} 个元素都相同。</translation>
    </message>
    <message>
        <source>This tensor minus</source>
        <translation>这个张量减去</translation>
    </message>
    <message>
        <source>What it is compared with</source>
        <translation>与什么比较</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>差</translation>
    </message>
</context>
<context>
    <name>ComparisonPanel</name>
    <message>
        <source>{source}, run {run}</source>
        <translation>{source}，第 {run} 次运行</translation>
    </message>
    <message>
        <source>the whole recording</source>
        <translation>整个记录</translation>
    </message>
    <message>
        <source>{file}: {what}</source>
        <translation>{file}：{what}</translation>
    </message>
    <message>
        <source>before restart {number}: {what}</source>
        <translation>第 {number} 次重启之前：{what}</translation>
    </message>
    <message>
        <source>Comparing… differences so far: {count}</source>
        <translation>正在比较……目前发现的不同：{count}</translation>
    </message>
    <message>
        <source>The first {count} differences are shown.</source>
        <translation>显示前 {count} 处不同。</translation>
    </message>
    <message>
        <source>Differences: {count}. Values compared: {compared}, not kept: {unknown}.</source>
        <translation>不同之处：{count}。比较了的数值：{compared}，未保留的：{unknown}。</translation>
    </message>
    <message>
        <source>did not run</source>
        <translation>没有运行</translation>
    </message>
    <message>
        <source>{source}, line {line}</source>
        <translation>{source} 第 {line} 行</translation>
    </message>
    <message>
        <source>{place}, iteration {number}</source>
        <translation>{place}，第 {number} 次迭代</translation>
    </message>
    <message>
        <source>the statement {label}</source>
        <translation>语句 {label}</translation>
    </message>
    <message>
        <source>the operation {label}</source>
        <translation>运算 {label}</translation>
    </message>
    <message>
        <source>the shape of {label}</source>
        <translation>{label} 的形状</translation>
    </message>
    <message>
        <source>the type of {label}</source>
        <translation>{label} 的类型</translation>
    </message>
    <message>
        <source>requires_grad of {label}</source>
        <translation>{label} 的 requires_grad</translation>
    </message>
    <message>
        <source>the value of {label}</source>
        <translation>{label} 的值</translation>
    </message>
    <message>
        <source>the gradient {label}</source>
        <translation>梯度 {label}</translation>
    </message>
    <message>
        <source>what {label} prints</source>
        <translation>{label} 的输出</translation>
    </message>
    <message>
        <source>the error of {label}</source>
        <translation>{label} 的错误</translation>
    </message>
    <message>
        <source>{what}, by {largest} at most</source>
        <translation>{what}，最多相差 {largest}</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>with</source>
        <translation>与</translation>
    </message>
    <message>
        <source>What to compare</source>
        <translation>要比较的运行</translation>
    </message>
    <message>
        <source>What to compare it with</source>
        <translation>与之比较的运行</translation>
    </message>
    <message>
        <source>Another recording…</source>
        <translation>另一个记录…</translation>
    </message>
    <message>
        <source>Stop comparing</source>
        <translation>结束比较</translation>
    </message>
    <message>
        <source>First difference</source>
        <translation>第一处不同</translation>
    </message>
    <message>
        <source>Previous</source>
        <translation>上一处</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>不同之处</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>What differs</source>
        <translation>不同的是</translation>
    </message>
    <message>
        <source>Here</source>
        <translation>这里</translation>
    </message>
    <message>
        <source>There</source>
        <translation>那里</translation>
    </message>
    <message>
        <source>Choose two runs and compare them: nodes, shapes, values and gradients.</source>
        <translation>选择两次运行进行比较：节点、形状、数值和梯度。</translation>
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
    <name>Diagnoses</name>
    <message>
        <source>Backward runs a second time through a graph that line {line} has already used up</source>
        <translation>第二次反向传播走过的计算图，已经在第 {line} 行用掉了</translation>
    </message>
    <message>
        <source>The shapes of `{left}` and `{right}` do not fit: {a} meets {b} on axis {dim}</source>
        <translation>`{left}` 与 `{right}` 的形状对不上：第 {dim} 轴上 {a} 遇到 {b}</translation>
    </message>
    <message>
        <source>The inner sizes do not meet: {inner} columns on the left, {outer} rows on the right</source>
        <translation>内侧大小对不上：左边有 {inner} 列，右边有 {outer} 行</translation>
    </message>
    <message>
        <source>Two vectors of {a} and {b} elements have no dot product</source>
        <translation>长度为 {a} 和 {b} 的两个向量没有点积</translation>
    </message>
    <message>
        <source>A {rows}×{columns} matrix needs a vector of {columns} elements; this one has {size}</source>
        <translation>{rows}×{columns} 的矩阵需要 {columns} 个元素的向量，而这个向量有 {size} 个</translation>
    </message>
    <message>
        <source>`{call}` takes fewer or more axes than these tensors have</source>
        <translation>`{call}` 要求的轴数与这些张量不符</translation>
    </message>
    <message>
        <source>The batches of matrices do not fit: {inner} columns meet {outer} rows, in batches of {batch} and {batch2}</source>
        <translation>两批矩阵对不上：{inner} 列遇到 {outer} 行，批大小为 {batch} 和 {batch2}</translation>
    </message>
    <message>
        <source>{count} elements do not fill the shape {wanted}, which has room for {product}</source>
        <translation>{count} 个元素填不满形状 {wanted}：它能放 {product} 个</translation>
    </message>
    <message>
        <source>{count} elements cannot be divided evenly into the shape {wanted}</source>
        <translation>{count} 个元素无法整除成形状 {wanted}</translation>
    </message>
    <message>
        <source>view cannot read the elements in this order: their strides are {stride}</source>
        <translation>view 无法按这个顺序读取元素：步长是 {stride}</translation>
    </message>
    <message>
        <source>Only one size can be -1</source>
        <translation>只能有一个大小是 -1</translation>
    </message>
    <message>
        <source>Axis {dim} has size {old} and cannot be expanded to {size}</source>
        <translation>第 {dim} 轴的大小是 {old}，无法扩展到 {size}</translation>
    </message>
    <message>
        <source>A value of shape {have} does not fit where {target} is to be written</source>
        <translation>形状为 {have} 的值放不进要写入的 {target}</translation>
    </message>
    <message>
        <source>expand was given {given} sizes, fewer than the tensor has axes</source>
        <translation>expand 只得到 {given} 个大小，少于张量的轴数</translation>
    </message>
    <message>
        <source>repeat needs a number for each of the {rank} axes</source>
        <translation>repeat 需要为 {rank} 个轴各给一个次数</translation>
    </message>
    <message>
        <source>permute was given {given} axes, and the tensor has {rank}</source>
        <translation>permute 得到 {given} 个轴，而张量有 {rank} 个</translation>
    </message>
    <message>
        <source>t() turns a matrix, and this tensor has {rank} axes</source>
        <translation>t() 只转置矩阵，而这个张量有 {rank} 个轴</translation>
    </message>
    <message>
        <source>Tensor number {number} does not fit: size {got} where {expected} is needed</source>
        <translation>第 {number} 个张量对不上：应为 {expected} 的大小是 {got}</translation>
    </message>
    <message>
        <source>stack needs tensors of one shape, and met {first} and {other}</source>
        <translation>stack 要求形状相同，却遇到 {first} 和 {other}</translation>
    </message>
    <message>
        <source>cat needs tensors with equally many axes, and met {a} and {b}</source>
        <translation>cat 要求轴数相同，却遇到 {a} 和 {b}</translation>
    </message>
    <message>
        <source>cat has no axis to glue single numbers along</source>
        <translation>cat 没有轴可以拼接单个数</translation>
    </message>
    <message>
        <source>The sizes of the parts must add up to {size}</source>
        <translation>各部分的大小加起来必须是 {size}</translation>
    </message>
    <message>
        <source>There is no axis {got}: the axes go from {low} to {high}</source>
        <translation>没有第 {got} 轴：轴的编号从 {low} 到 {high}</translation>
    </message>
    <message>
        <source>Position {index} is not there: axis {dim} has {size} positions, 0 to {last}</source>
        <translation>没有位置 {index}：第 {dim} 轴有 {size} 个位置，从 0 到 {last}</translation>
    </message>
    <message>
        <source>The table has no row for the largest index, {largest}</source>
        <translation>表中没有最大下标 {largest} 对应的行</translation>
    </message>
    <message>
        <source>{given} indices for a tensor with {rank} axes</source>
        <translation>对 {rank} 个轴的张量用了 {given} 个下标</translation>
    </message>
    <message>
        <source>A single number has no positions</source>
        <translation>单个数没有位置可取</translation>
    </message>
    <message>
        <source>A mask of shape {mask} does not fit a tensor of shape {shape}</source>
        <translation>形状 {mask} 的掩码与形状 {shape} 的张量对不上</translation>
    </message>
    <message>
        <source>The index has another number of axes than the tensor</source>
        <translation>下标张量与被取的张量轴数不同</translation>
    </message>
    <message>
        <source>The layer takes {wanted} channels, and the input has {got}</source>
        <translation>这一层需要 {wanted} 个通道，而输入有 {got} 个</translation>
    </message>
    <message>
        <source>The scores are of {a} samples, the targets of {b}</source>
        <translation>分数有 {a} 个样本，目标有 {b} 个</translation>
    </message>
    <message>
        <source>The target has the shape {target}, the input {input}</source>
        <translation>目标的形状是 {target}，输入是 {input}</translation>
    </message>
    <message>
        <source>The layer normalises {wanted} numbers, and the last axis has {got}</source>
        <translation>这一层归一化 {wanted} 个数，而最后一轴有 {got} 个</translation>
    </message>
    <message>
        <source>The layer normalises {wanted} features, and the input has {got}</source>
        <translation>这一层归一化 {wanted} 个特征，而输入有 {got} 个</translation>
    </message>
    <message>
        <source>`{name}` has the shape {shape}: backward needs one number to start from</source>
        <translation>`{name}` 的形状是 {shape}：反向传播需要从一个数开始</translation>
    </message>
    <message>
        <source>The gradient that was given has the shape {given}, the output {wanted}</source>
        <translation>给出的梯度形状是 {given}，输出是 {wanted}</translation>
    </message>
    <message>
        <source>No path leads from the output to `{name}`</source>
        <translation>从输出没有路径通向 `{name}`</translation>
    </message>
    <message>
        <source>`{name}` was changed on line {written} (`{code}`) after `{op}` had saved it on line {line}: it is version {version}, backward needs {expected}</source>
        <translation>`{name}` 在第 {line} 行被 `{op}` 保存用于反向传播，却在第 {written} 行被 `{code}` 原地修改：当前版本 {version}，需要版本 {expected}</translation>
    </message>
    <message>
        <source>A tensor that backward needs was changed in place: it is version {version}, backward needs {expected}</source>
        <translation>反向传播需要的一个张量被原地修改了：当前版本 {version}，需要版本 {expected}</translation>
    </message>
    <message>
        <source>`{code}` changes the leaf `{name}` in place while autograd is watching</source>
        <translation>`{code}` 在自动求导记录时原地修改了叶子节点 `{name}`</translation>
    </message>
    <message>
        <source>`{code}` writes into the leaf that `{name}` looks at while autograd is watching</source>
        <translation>`{code}` 在自动求导记录时写入了 `{name}` 所看的叶子节点</translation>
    </message>
    <message>
        <source>`{name}` is expanded: one element of memory stands for many, so it cannot be written to</source>
        <translation>`{name}` 是扩展出来的：一个内存元素代表许多元素，因此不能写入</translation>
    </message>
    <message>
        <source>`{name}` is one of several views that `{op}` gave, and cannot be changed in place</source>
        <translation>`{name}` 是 `{op}` 给出的多个视图之一，不能原地修改</translation>
    </message>
    <message>
        <source>Only fractions can have a gradient, and these are whole numbers</source>
        <translation>只有小数才能有梯度，而这些是整数</translation>
    </message>
    <message>
        <source>`{name}` was computed, so its requires_grad follows from what it was computed from</source>
        <translation>`{name}` 是算出来的，它的 requires_grad 由算出它的张量决定</translation>
    </message>
    <message>
        <source>`{name}` has a gradient history, which numpy could change without autograd knowing</source>
        <translation>`{name}` 带有梯度历史，numpy 可能在自动求导不知情时改动它</translation>
    </message>
    <message>
        <source>`{name}` was computed and has a graph, which cannot be copied</source>
        <translation>`{name}` 是算出来的，带有计算图，无法复制</translation>
    </message>
    <message>
        <source>A tensor made under inference_mode can never take part in a graph</source>
        <translation>在 inference_mode 下创建的张量不能参与计算图</translation>
    </message>
    <message>
        <source>No gradient can come to `{name}`: nobody asked for one at `{leaf}`, line {line}</source>
        <translation>`{name}` 得不到梯度：第 {line} 行的 `{leaf}` 没有要求梯度</translation>
    </message>
    <message>
        <source>No gradient can come to `{name}`: line {line} switched it off (`{code}`)</source>
        <translation>`{name}` 得不到梯度：第 {line} 行把它关掉了（`{code}`）</translation>
    </message>
    <message>
        <source>The name means another tensor since line {line} (`{code}`), one that is not a leaf with a gradient</source>
        <translation>从第 {line} 行起（`{code}`），这个名字指的是另一个张量，它不是带梯度的叶子节点</translation>
    </message>
    <message>
        <source>`{name}` is cut off from its history: line {line} calls detach() on `{input}`</source>
        <translation>`{name}` 与历史断开了：第 {line} 行对 `{input}` 调用了 detach()</translation>
    </message>
    <message>
        <source>`{name}` is cut off from its history: line {line} takes `.data` of `{input}`</source>
        <translation>`{name}` 与历史断开了：第 {line} 行取了 `{input}` 的 `.data`</translation>
    </message>
    <message>
        <source>`{name}` has no history: line {line} (`{code}`) ran without being tracked</source>
        <translation>`{name}` 没有历史：第 {line} 行（`{code}`）运行时没有被记录</translation>
    </message>
    <message>
        <source>`{op}` on line {line} has no derivative: it turns fractions into whole numbers or answers yes or no</source>
        <translation>第 {line} 行的 `{op}` 没有导数：它把小数变成整数，或者只回答是与否</translation>
    </message>
    <message>
        <source>Line {line} (`{code}`) makes a new tensor from the numbers of `{input}`, without its history</source>
        <translation>第 {line} 行（`{code}`）用 `{input}` 的数新建了张量，历史丢失了</translation>
    </message>
    <message>
        <source>`{name}` is a gradient, and line {line} computed it without keeping a graph</source>
        <translation>`{name}` 是梯度，而第 {line} 行计算它时没有保留计算图</translation>
    </message>
    <message>
        <source>`{name}` is not a leaf: line {line} computed it (`{code}`), so its gradient is not kept</source>
        <translation>`{name}` 不是叶子节点：它由第 {line} 行算出（`{code}`），所以不保留梯度</translation>
    </message>
    <message>
        <source>`{name}.grad` is None: nobody asked for a gradient at `{leaf}`, line {line}</source>
        <translation>`{name}.grad` 是 None：第 {line} 行的 `{leaf}` 没有要求梯度</translation>
    </message>
    <message>
        <source>`{name}.grad` is None: line {line} switched it off (`{code}`)</source>
        <translation>`{name}.grad` 是 None：第 {line} 行把它关掉了（`{code}`）</translation>
    </message>
    <message>
        <source>`{name}.grad` is None: since line {line} (`{code}`) the name means a new tensor, not the leaf</source>
        <translation>`{name}.grad` 是 None：从第 {line} 行起（`{code}`），这个名字指的是新的张量，不再是叶子节点</translation>
    </message>
    <message>
        <source>`{name}.grad` is None: line {line} (`{code}`) cut it off with detach()</source>
        <translation>`{name}.grad` 是 None：第 {line} 行（`{code}`）用 detach() 断开了它</translation>
    </message>
    <message>
        <source>`{name}.grad` is None: line {line} (`{code}`) takes .data, which has no way back</source>
        <translation>`{name}.grad` 是 None：第 {line} 行（`{code}`）取了 .data，没有返回的路径</translation>
    </message>
    <message>
        <source>`{name}.grad` is None: line {line} (`{code}`) ran without being tracked</source>
        <translation>`{name}.grad` 是 None：第 {line} 行（`{code}`）运行时没有被记录</translation>
    </message>
    <message>
        <source>`{name}.grad` is None: `{op}` on line {line} has no derivative</source>
        <translation>`{name}.grad` 是 None：第 {line} 行的 `{op}` 没有导数</translation>
    </message>
    <message>
        <source>`{name}.grad` is None: line {line} (`{code}`) made it anew from numbers</source>
        <translation>`{name}.grad` 是 None：第 {line} 行（`{code}`）用数重新创建了它</translation>
    </message>
    <message>
        <source>`{name}.grad` is None: it is a gradient itself, computed on line {line} without a graph</source>
        <translation>`{name}.grad` 是 None：它本身是第 {line} 行算出的梯度，没有计算图</translation>
    </message>
    <message>
        <source>`{name}.grad` is None: line {line} computed it (`{code}`), so it is not a leaf</source>
        <translation>`{name}.grad` 是 None：它由第 {line} 行算出（`{code}`），不是叶子节点</translation>
    </message>
    <message>
        <source>`{name}.grad` is None: line {line} has set it back</source>
        <translation>`{name}.grad` 是 None：第 {line} 行把它清掉了</translation>
    </message>
    <message>
        <source>`{name}.grad` is None: no backward has come by `{name}`</source>
        <translation>`{name}.grad` 是 None：没有反向传播经过 `{name}`</translation>
    </message>
    <message>
        <source>`{name}.grad` is None: no backward has run yet</source>
        <translation>`{name}.grad` 是 None：还没有运行过反向传播</translation>
    </message>
    <message>
        <source>`{name}.backward` gives {got} gradients, and forward took {expected} inputs</source>
        <translation>`{name}.backward` 给出 {got} 个梯度，而 forward 有 {expected} 个输入</translation>
    </message>
    <message>
        <source>`{name}.backward` gives a gradient of shape {got} for an input of shape {wanted}</source>
        <translation>`{name}.backward` 对形状为 {wanted} 的输入给出了形状为 {got} 的梯度</translation>
    </message>
    <message>
        <source>`{name}` does not say how to go back</source>
        <translation>`{name}` 没有说明如何反向传播</translation>
    </message>
    <message>
        <source>The derivative of `{op}` on line {line} is not a number</source>
        <translation>第 {line} 行 `{op}` 的导数不是数</translation>
    </message>
    <message>
        <source>A product does not mix types: {a} meets {b}</source>
        <translation>乘积不能混用类型：{a} 遇到 {b}</translation>
    </message>
    <message>
        <source>`{op}` needs fractions, and these are whole numbers</source>
        <translation>`{op}` 需要小数，而这些是整数</translation>
    </message>
    <message>
        <source>`{name}` holds {into}, and the result would be {result}</source>
        <translation>`{name}` 的类型是 {into}，而结果会是 {result}</translation>
    </message>
    <message>
        <source>The targets are classes, which are whole numbers, not {got}</source>
        <translation>目标是类别，应为整数，而不是 {got}</translation>
    </message>
    <message>
        <source>The target is {got}, and the loss needs {wanted}</source>
        <translation>目标是 {got}，而损失需要 {wanted}</translation>
    </message>
    <message>
        <source>There is no class {target}: the scores are for {count} classes, 0 to {last}</source>
        <translation>没有类别 {target}：分数只有 {count} 个类别，从 0 到 {last}</translation>
    </message>
    <message>
        <source>Positions must be whole numbers</source>
        <translation>位置必须是整数</translation>
    </message>
    <message>
        <source>A mask holds True and False, not numbers</source>
        <translation>掩码的元素是 True 和 False，不是数</translation>
    </message>
    <message>
        <source>True and False have no minus</source>
        <translation>True 和 False 没有减号</translation>
    </message>
    <message>
        <source>Two masks have no difference</source>
        <translation>两个掩码不能相减</translation>
    </message>
    <message>
        <source>A whole number was divided by 0</source>
        <translation>整数除以了 0</translation>
    </message>
    <message>
        <source>`{name}` has the shape {shape}, and one number is needed</source>
        <translation>`{name}` 的形状是 {shape}，而这里需要一个数</translation>
    </message>
    <message>
        <source>torch.tensor makes a tensor of numbers, not of tensors</source>
        <translation>torch.tensor 用数创建张量，而不是用张量</translation>
    </message>
    <message>
        <source>`{name}` is many answers, and `if`, `and`, `not` want one</source>
        <translation>`{name}` 是许多个答案，而 `if`、`and`、`not` 只要一个</translation>
    </message>
    <message>
        <source>The rows have different lengths: {expected} and {got}</source>
        <translation>各行长度不同：{expected} 和 {got}</translation>
    </message>
    <message>
        <source>A tensor holds numbers, and there is something else in the list</source>
        <translation>张量只能装数，而列表里有别的东西</translation>
    </message>
    <message>
        <source>`{name}` is a single number: there is nothing to count or to walk through</source>
        <translation>`{name}` 是单个数：没有可以计数或遍历的东西</translation>
    </message>
    <message>
        <source>A tensor cannot be joined with text or a list by an operator</source>
        <translation>张量不能用运算符与文字或列表相接</translation>
    </message>
    <message>
        <source>The list holds {got}, and tensors are needed</source>
        <translation>列表里是 {got}，而这里需要张量</translation>
    </message>
    <message>
        <source>{expected} names for {got} parts</source>
        <translation>{expected} 个名字对 {got} 个部分</translation>
    </message>
    <message>
        <source>The name `{name}` means nothing here</source>
        <translation>这里没有名字 `{name}`</translation>
    </message>
    <message>
        <source>`{owner}` has nothing called `{name}`</source>
        <translation>`{owner}` 没有叫 `{name}` 的东西</translation>
    </message>
    <message>
        <source>There is no graphics card for tensors here</source>
        <translation>这里没有可供张量使用的显卡</translation>
    </message>
    <message>
        <source>The module is not ready yet: super().__init__() has to come first</source>
        <translation>模块还没准备好：必须先调用 super().__init__()</translation>
    </message>
    <message>
        <source>`{name}` does not say what to do with an input</source>
        <translation>`{name}` 没有说明如何处理输入</translation>
    </message>
    <message>
        <source>`{name}` was computed on line {line}; an optimiser updates leaves only</source>
        <translation>`{name}` 是第 {line} 行算出来的；优化器只更新叶子节点</translation>
    </message>
    <message>
        <source>An optimiser takes a list of tensors, not one tensor</source>
        <translation>优化器接受张量的列表，而不是单个张量</translation>
    </message>
    <message>
        <source>`{name}` is None: `{call}` gives nothing back</source>
        <translation>`{name}` 是 None：`{call}` 没有返回值</translation>
    </message>
    <message>
        <source>`{name}` is None: `{function}` returns nothing</source>
        <translation>`{name}` 是 None：`{function}` 没有返回值</translation>
    </message>
    <message>
        <source>There is full-width punctuation in the code: {signs}</source>
        <translation>代码里有全角标点：{signs}</translation>
    </message>
    <message>
        <source>This is not Python: {message}</source>
        <translation>这不是 Python：{message}</translation>
    </message>
    <message>
        <source>The program stopped with {kind}</source>
        <translation>程序因 {kind} 停止</translation>
    </message>
    <message>
        <source>A size has to be a whole number</source>
        <translation>大小必须是整数</translation>
    </message>
    <message>
        <source>The targets have the shape {shape}; each sample needs one class</source>
        <translation>目标的形状是 {shape}；每个样本需要一个类别</translation>
    </message>
    <message>
        <source>`{flat}` {flat_shape} meets `{tall}` {tall_shape} and makes {result}: {count} pairs instead of {wanted}</source>
        <translation>`{flat}` {flat_shape} 与 `{tall}` {tall_shape} 得到 {result}：{count} 对，而不是 {wanted} 对</translation>
    </message>
    <message>
        <source>The loss compares {a} with {b}, which broadcasting makes equal</source>
        <translation>损失比较 {a} 与 {b}，是广播让它们变得一样</translation>
    </message>
    <message>
        <source>`squeeze()` made {result} of `{name}` {shape}: the batch axis is gone, too</source>
        <translation>`squeeze()` 把 `{name}` {shape} 变成了 {result}：批的轴也没了</translation>
    </message>
    <message>
        <source>The softmax runs down axis 0 of `{name}` {shape}: the {size} samples share one sum</source>
        <translation>softmax 沿 `{name}` {shape} 的第 0 轴：{size} 个样本共用一个总和</translation>
    </message>
    <message>
        <source>The softmax of `{name}` {shape} does not say along which axis</source>
        <translation>`{name}` {shape} 的 softmax 没有说明沿哪个轴</translation>
    </message>
    <message>
        <source>`{name}` went through {op} already, and {loss} does that itself</source>
        <translation>`{name}` 已经过了 {op}，而 {loss} 自己会做这一步</translation>
    </message>
    <message>
        <source>{names} is updated again with gradients that were added up since before the last update</source>
        <translation>{names} 再次更新时，梯度里还累加着上次更新之前的值</translation>
    </message>
    <message>
        <source>The gradients from line {line} are forgotten here, before the step on line {step} could use them</source>
        <translation>第 {line} 行得到的梯度在这里被清掉了，第 {step} 行的 step 还没用上</translation>
    </message>
    <message>
        <source>`{code}` gives the name `{name}` to a new tensor that asks for no gradient</source>
        <translation>`{code}` 让名字 `{name}` 指向不要求梯度的新张量</translation>
    </message>
    <message>
        <source>`{code}` gives the name `{name}` to a computed tensor: it is no longer a leaf, and its .grad stays None</source>
        <translation>`{code}` 让名字 `{name}` 指向算出来的张量：它不再是叶子节点，.grad 会一直是 None</translation>
    </message>
    <message>
        <source>`{name}` keeps the graph of every pass alive, since `{loss}` is added with its history</source>
        <translation>`{name}` 让每一轮的计算图都留着，因为 `{loss}` 连同历史一起被累加</translation>
    </message>
    <message>
        <source>`{name}` keeps the graph of every pass alive, since `{loss}` is put into it with its history</source>
        <translation>`{name}` 让每一轮的计算图都留着，因为 `{loss}` 连同历史一起被放了进去</translation>
    </message>
    <message>
        <source>`{name}` is expanded (line {line}): this write reaches {times} elements of {shape} at once</source>
        <translation>`{name}` 是扩展出来的（第 {line} 行）：这次写入同时改变了 {shape} 中的 {times} 个元素</translation>
    </message>
    <message>
        <source>`{name}` was run backward on line {line} already; its gradients are added once more</source>
        <translation>`{name}` 在第 {line} 行已经反向传播过；梯度又加了一次</translation>
    </message>
    <message>
        <source>`{name}` asks for a gradient and can get none: line {line} goes backward, and `{code}` has cut it off</source>
        <translation>`{name}` 要求梯度却得不到：第 {line} 行反向传播，而 `{code}` 已把它断开</translation>
    </message>
    <message>
        <source>`{name}` was changed where autograd does not look, after `{op}` had saved it on line {line}: the gradient of line {backward} is wrong</source>
        <translation>`{name}` 在第 {line} 行被 `{op}` 保存之后，又在自动求导看不到的地方被改了：第 {backward} 行的梯度是错的</translation>
    </message>
    <message>
        <source>`{name}` was changed through numpy, after `{op}` had saved it on line {line}: the gradient of line {backward} is wrong</source>
        <translation>`{name}` 在第 {line} 行被 `{op}` 保存之后，又被 numpy 改了：第 {backward} 行的梯度是错的</translation>
    </message>
    <message>
        <source>`{left} // {right}` leaves a remainder behind</source>
        <translation>`{left} // {right}` 丢掉了余数</translation>
    </message>
    <message>
        <source>{exact} does not fit into {dtype} and became {result}</source>
        <translation>{exact} 超出了 {dtype} 的范围，变成了 {result}</translation>
    </message>
    <message>
        <source>`{value}` loses its fraction: `{name}` holds {dtype}</source>
        <translation>`{value}` 丢掉了小数部分：`{name}` 的类型是 {dtype}</translation>
    </message>
    <message>
        <source>`{name}` became 0 everywhere: its fractions were cut off</source>
        <translation>`{name}` 全部变成了 0：小数部分被截掉了</translation>
    </message>
    <message>
        <source>`{name}` is float64, so the result is float64, too</source>
        <translation>`{name}` 是 float64，所以结果也是 float64</translation>
    </message>
    <message>
        <source>`{code}` without brackets does nothing</source>
        <translation>`{code}` 没有加括号，什么也不会发生</translation>
    </message>
    <message>
        <source>`{code}` makes a new tensor that nobody keeps; `{name}` stays as it was</source>
        <translation>`{code}` 产生的新张量没有人保留；`{name}` 保持不变</translation>
    </message>
    <message>
        <source>`{name}.grad` is None: `{name}` was computed on line {line}, and only leaves keep their gradients</source>
        <translation>`{name}.grad` 是 None：`{name}` 是第 {line} 行算出来的，只有叶子节点保留梯度</translation>
    </message>
    <message>
        <source>torch.tensor copies the numbers of `{name}` and leaves its history behind</source>
        <translation>torch.tensor 复制 `{name}` 的数，丢掉它的历史</translation>
    </message>
    <message>
        <source>`{code}` is {count} numbers of whatever was in memory, not the number {count}</source>
        <translation>`{code}` 是 {count} 个内存里残留的数，而不是数 {count}</translation>
    </message>
    <message>
        <source>The first backward, on line {line}, freed the tensors that the graph had saved; without them there is nothing to compute the gradient from.</source>
        <translation>第 {line} 行的第一次反向传播释放了计算图保存的张量；没有它们就无法计算梯度。</translation>
    </message>
    <message>
        <source>Shapes are compared from the right; on every axis the two sizes must be equal, or one of them 1.</source>
        <translation>形状从右往左比较；每个轴上两个大小必须相等，或者其中一个是 1。</translation>
    </message>
    <message>
        <source>A product of ({rows}×{inner}) needs a right side with {inner} rows; it has {outer}.</source>
        <translation>({rows}×{inner}) 的乘积要求右边有 {inner} 行，而它有 {outer} 行。</translation>
    </message>
    <message>
        <source>A dot product pairs the elements one by one, so both vectors must have the same length.</source>
        <translation>点积把元素一一配对，所以两个向量必须一样长。</translation>
    </message>
    <message>
        <source>Each of the {rows} rows is multiplied with the vector element by element.</source>
        <translation>{rows} 行中的每一行都要与向量逐元素相乘。</translation>
    </message>
    <message>
        <source>dot takes two vectors, mm two matrices, bmm two batches of matrices; @ takes any of them.</source>
        <translation>dot 只接受两个向量，mm 只接受两个矩阵，bmm 只接受两批矩阵；@ 都可以。</translation>
    </message>
    <message>
        <source>In each pair the left matrix needs as many columns as the right one has rows, and both batches must have the same size.</source>
        <translation>每一对中左边矩阵的列数必须等于右边的行数，并且两批的大小必须相同。</translation>
    </message>
    <message>
        <source>view and reshape keep every element, so the sizes must multiply to {count}.</source>
        <translation>view 和 reshape 会保留所有元素，所以各个大小的乘积必须是 {count}。</translation>
    </message>
    <message>
        <source>-1 stands for whatever is left over; {count} divided by {product} leaves a remainder.</source>
        <translation>-1 表示剩下的大小；{count} 除以 {product} 除不尽。</translation>
    </message>
    <message>
        <source>A view copies nothing; the axes to be merged must lie one after another in memory, and after a transpose, an expand or a slice they do not.</source>
        <translation>视图不复制数据；要合并的轴在内存里必须首尾相连，转置、expand 或切片之后就不是了。</translation>
    </message>
    <message>
        <source>Two open sizes could be filled in several ways.</source>
        <translation>两个未定的大小有多种填法。</translation>
    </message>
    <message>
        <source>expand repeats an axis of size 1 without copying; other sizes stay as they are.</source>
        <translation>expand 只能不复制地重复大小为 1 的轴；其他大小保持不变。</translation>
    </message>
    <message>
        <source>What is assigned is broadcast to the place; on every axis the sizes must be equal, or the value&apos;s 1.</source>
        <translation>赋的值会广播到写入位置；每个轴上大小必须相等，或者值的大小是 1。</translation>
    </message>
    <message>
        <source>Every axis needs a size; -1 keeps the one it has, and new axes go on the left.</source>
        <translation>每个轴都要有大小；-1 表示保持不变，新轴加在左边。</translation>
    </message>
    <message>
        <source>repeat counts how often each axis is repeated; new axes go on the left.</source>
        <translation>repeat 给出每个轴重复的次数；新轴加在左边。</translation>
    </message>
    <message>
        <source>Every axis must be named once.</source>
        <translation>每个轴都要恰好写一次。</translation>
    </message>
    <message>
        <source>With more than two axes you have to say which two to exchange.</source>
        <translation>多于两个轴时，必须说明交换哪两个。</translation>
    </message>
    <message>
        <source>cat glues along axis {dim}; every other axis must have the same size in all of them.</source>
        <translation>cat 沿第 {dim} 轴拼接；其他每个轴在所有张量中必须一样大。</translation>
    </message>
    <message>
        <source>stack lays tensors on top of each other along a new axis.</source>
        <translation>stack 沿一个新轴把张量叠起来。</translation>
    </message>
    <message>
        <source>An axis of size 1 has to be added where one is missing.</source>
        <translation>缺少的轴要先补上大小为 1 的轴。</translation>
    </message>
    <message>
        <source>A tensor without axes can be stacked, which makes a new axis.</source>
        <translation>没有轴的张量可以用 stack，它会新建一个轴。</translation>
    </message>
    <message>
        <source>split cuts all of the axis, so nothing may be left over.</source>
        <translation>split 会切分整个轴，不能有剩余。</translation>
    </message>
    <message>
        <source>Axes are counted from 0 on the left, and from -1 on the right.</source>
        <translation>轴从左数起是 0，从右数起是 -1。</translation>
    </message>
    <message>
        <source>Positions are counted from 0, and from -1 at the end.</source>
        <translation>位置从 0 数起，从末尾数起是 -1。</translation>
    </message>
    <message>
        <source>An embedding of n rows knows the indices 0 to n - 1.</source>
        <translation>n 行的 embedding 只认识下标 0 到 n - 1。</translation>
    </message>
    <message>
        <source>There can be one index for each axis.</source>
        <translation>每个轴最多一个下标。</translation>
    </message>
    <message>
        <source>A tensor without axes holds one number; .item() takes it out.</source>
        <translation>没有轴的张量只有一个数；用 .item() 取出。</translation>
    </message>
    <message>
        <source>A mask says yes or no for each position, so its sizes must be those of the axes that it selects from.</source>
        <translation>掩码对每个位置说是或否，所以它的大小必须与所选的轴一致。</translation>
    </message>
    <message>
        <source>gather takes one element for each element of the index, along one axis.</source>
        <translation>gather 对下标的每个元素沿一个轴取一个元素。</translation>
    </message>
    <message>
        <source>Channels are axis 1 of the input: (batch, channels, height, width).</source>
        <translation>通道是输入的第 1 轴：(批, 通道, 高, 宽)。</translation>
    </message>
    <message>
        <source>Every sample needs one target.</source>
        <translation>每个样本都要有一个目标。</translation>
    </message>
    <message>
        <source>Each prediction is compared with the target at the same place.</source>
        <translation>每个预测都与同一位置的目标比较。</translation>
    </message>
    <message>
        <source>The size given to LayerNorm is that of the input&apos;s last axis.</source>
        <translation>给 LayerNorm 的大小是输入最后一轴的大小。</translation>
    </message>
    <message>
        <source>The size given to BatchNorm is that of the input&apos;s axis 1.</source>
        <translation>给 BatchNorm 的大小是输入第 1 轴的大小。</translation>
    </message>
    <message>
        <source>backward() without an argument starts from the gradient 1, which has a meaning only for a single number.</source>
        <translation>不带参数的 backward() 从梯度 1 开始，这只对单个数有意义。</translation>
    </message>
    <message>
        <source>Every element of the output needs its own gradient.</source>
        <translation>输出的每个元素都要有自己的梯度。</translation>
    </message>
    <message>
        <source>A tensor that the output was not computed from has no gradient.</source>
        <translation>输出不是由它算出来的，就没有梯度。</translation>
    </message>
    <message>
        <source>Backward needs the value as it was when it was saved.</source>
        <translation>反向传播需要保存时的那个值。</translation>
    </message>
    <message>
        <source>A leaf is where gradients arrive; changed in place, it would no longer be the value that they belong to.</source>
        <translation>梯度到达叶子节点；原地修改后，它就不再是梯度所对应的那个值了。</translation>
    </message>
    <message>
        <source>Writing into a view changes the leaf itself.</source>
        <translation>写入视图就是修改叶子节点本身。</translation>
    </message>
    <message>
        <source>An expanded axis has stride 0; all of its rows are the same memory.</source>
        <translation>扩展的轴步长为 0；它的所有行是同一块内存。</translation>
    </message>
    <message>
        <source>The views share one memory, and autograd could not tell their changes apart.</source>
        <translation>这些视图共享同一块内存，自动求导无法区分各自的改动。</translation>
    </message>
    <message>
        <source>A gradient is the limit of small changes, and whole numbers have none.</source>
        <translation>梯度是微小变化的极限，而整数没有微小变化。</translation>
    </message>
    <message>
        <source>Only leaves have a switch of their own; a computed tensor is cut off with detach().</source>
        <translation>只有叶子节点有自己的开关；算出来的张量要用 detach() 断开。</translation>
    </message>
    <message>
        <source>numpy() shares the memory; detach() gives the same numbers without the history.</source>
        <translation>numpy() 共享内存；detach() 给出同样的数，但不带历史。</translation>
    </message>
    <message>
        <source>A deep copy would need a second graph; detach() leaves the graph behind.</source>
        <translation>深复制需要第二张计算图；detach() 会丢下计算图。</translation>
    </message>
    <message>
        <source>inference_mode keeps no version counter, so backward could not check it.</source>
        <translation>inference_mode 不记录版本号，反向传播就无法检查它。</translation>
    </message>
    <message>
        <source>Autograd records only what comes from a tensor with requires_grad=True.</source>
        <translation>自动求导只记录来自 requires_grad=True 的张量的运算。</translation>
    </message>
    <message>
        <source>requires_grad was True before that line.</source>
        <translation>在那一行之前 requires_grad 是 True。</translation>
    </message>
    <message>
        <source>`=` gives the name to a new tensor; an update in place keeps the leaf.</source>
        <translation>`=` 把名字给了新的张量；原地更新才会保留叶子节点。</translation>
    </message>
    <message>
        <source>detach() gives the same numbers without the way back.</source>
        <translation>detach() 给出同样的数，但没有返回的路径。</translation>
    </message>
    <message>
        <source>.data gives the same numbers without the way back.</source>
        <translation>.data 给出同样的数，但没有返回的路径。</translation>
    </message>
    <message>
        <source>Under no_grad no operation leaves a node behind, so no gradient finds its way back.</source>
        <translation>在 no_grad 之下运算不会留下节点，梯度就找不到回去的路。</translation>
    </message>
    <message>
        <source>A small change of its input changes nothing, so no gradient passes through.</source>
        <translation>输入的微小变化不会改变结果，所以梯度无法通过。</translation>
    </message>
    <message>
        <source>torch.tensor copies numbers; what they were computed from is forgotten.</source>
        <translation>torch.tensor 只复制数；它们从何而来被忘记了。</translation>
    </message>
    <message>
        <source>A gradient can be differentiated again only with create_graph=True.</source>
        <translation>只有 create_graph=True 时，梯度才能再次求导。</translation>
    </message>
    <message>
        <source>backward fills .grad of leaves only; retain_grad() asks for one elsewhere.</source>
        <translation>backward 只填叶子节点的 .grad；别处要用 retain_grad() 要求。</translation>
    </message>
    <message>
        <source>backward fills .grad of leaves with requires_grad=True only.</source>
        <translation>backward 只填 requires_grad=True 的叶子节点的 .grad。</translation>
    </message>
    <message>
        <source>zero_grad() forgets gradients: .grad is None until the next backward.</source>
        <translation>zero_grad() 会忘掉梯度：下一次反向传播之前 .grad 是 None。</translation>
    </message>
    <message>
        <source>What was run backward was not computed from it.</source>
        <translation>反向传播的结果不是由它算出来的。</translation>
    </message>
    <message>
        <source>.grad is None until the first backward.</source>
        <translation>第一次反向传播之前 .grad 是 None。</translation>
    </message>
    <message>
        <source>backward returns one gradient for each input of forward, None where there is none.</source>
        <translation>backward 要为 forward 的每个输入返回一个梯度，没有的返回 None。</translation>
    </message>
    <message>
        <source>A gradient has the shape of the tensor that it belongs to.</source>
        <translation>梯度的形状与它所属的张量相同。</translation>
    </message>
    <message>
        <source>A custom function needs a static method backward beside forward.</source>
        <translation>自定义函数除了 forward 还需要静态方法 backward。</translation>
    </message>
    <message>
        <source>At 0 the derivatives of sqrt, log and of division are infinite, and infinity times 0 is nan.</source>
        <translation>在 0 处 sqrt、log 和除法的导数是无穷大，无穷大乘以 0 得 nan。</translation>
    </message>
    <message>
        <source>matmul, linear and dot convert nothing; both sides must have one type.</source>
        <translation>matmul、linear 和 dot 不做转换；两边类型必须相同。</translation>
    </message>
    <message>
        <source>The result would be a fraction, which a whole number cannot hold.</source>
        <translation>结果会是小数，整数存不下。</translation>
    </message>
    <message>
        <source>In place, a tensor keeps its type; it cannot hold a wider result.</source>
        <translation>原地运算保持张量的类型，装不下更宽的结果。</translation>
    </message>
    <message>
        <source>Cross entropy looks up the score of each class by its number.</source>
        <translation>cross_entropy 按类别编号查找分数。</translation>
    </message>
    <message>
        <source>The loss compares probabilities with probabilities.</source>
        <translation>损失是把概率与概率相比较。</translation>
    </message>
    <message>
        <source>Classes are counted from 0.</source>
        <translation>类别从 0 数起。</translation>
    </message>
    <message>
        <source>A tensor that selects elements holds whole numbers, or True and False.</source>
        <translation>用来选取元素的张量要么是整数，要么是 True 和 False。</translation>
    </message>
    <message>
        <source>0 and 1 could be positions as well; .bool() makes a mask of them.</source>
        <translation>0 和 1 也可能是位置；.bool() 把它们变成掩码。</translation>
    </message>
    <message>
        <source>~ turns a mask into its opposite.</source>
        <translation>~ 把掩码取反。</translation>
    </message>
    <message>
        <source>^ tells where they differ.</source>
        <translation>^ 给出它们不同的地方。</translation>
    </message>
    <message>
        <source>Whole numbers have no infinity; / gives fractions, which have.</source>
        <translation>整数没有无穷大；/ 给出小数，小数有。</translation>
    </message>
    <message>
        <source>item(), float() and a number&apos;s format take the one number of a tensor that has one.</source>
        <translation>item()、float() 和数的格式只取只有一个数的张量。</translation>
    </message>
    <message>
        <source>stack puts tensors together, and keeps their history.</source>
        <translation>stack 把张量放在一起，并保留它们的历史。</translation>
    </message>
    <message>
        <source>Each element may be true or false on its own.</source>
        <translation>每个元素都可能为真或为假。</translation>
    </message>
    <message>
        <source>A tensor is a full table: every row has as many numbers as the first.</source>
        <translation>张量是完整的表：每一行的个数都与第一行相同。</translation>
    </message>
    <message>
        <source>Texts and None have no place in a tensor.</source>
        <translation>文字和 None 不能放进张量。</translation>
    </message>
    <message>
        <source>A tensor without axes has no length.</source>
        <translation>没有轴的张量没有长度。</translation>
    </message>
    <message>
        <source>Operators on tensors compute with numbers.</source>
        <translation>张量的运算符是对数做计算。</translation>
    </message>
    <message>
        <source>cat and stack join tensors; torch.tensor makes one of numbers.</source>
        <translation>cat 和 stack 拼接张量；用数创建张量要用 torch.tensor。</translation>
    </message>
    <message>
        <source>Unpacking takes a tensor apart along its first axis.</source>
        <translation>解包沿第一个轴拆开张量。</translation>
    </message>
    <message>
        <source>It was never given, or is spelled in another way.</source>
        <translation>它没有被定义，或者拼写不同。</translation>
    </message>
    <message>
        <source>It is spelled in another way, or belongs to something else.</source>
        <translation>它拼写不同，或者属于别的东西。</translation>
    </message>
    <message>
        <source>Everything runs on the processor; TensorLab knows the device cpu only.</source>
        <translation>一切都在处理器上运行；TensorLab 只认识设备 cpu。</translation>
    </message>
    <message>
        <source>It makes the tables in which a module keeps its parts.</source>
        <translation>它建立模块用来存放各部分的表。</translation>
    </message>
    <message>
        <source>A module computes in its method forward.</source>
        <translation>模块在 forward 方法里计算。</translation>
    </message>
    <message>
        <source>Only a leaf keeps a gradient and can be changed in place.</source>
        <translation>只有叶子节点保留梯度，并且可以原地修改。</translation>
    </message>
    <message>
        <source>It would otherwise try to update each row by itself.</source>
        <translation>否则它会试图逐行更新。</translation>
    </message>
    <message>
        <source>It changes something where it is and returns None.</source>
        <translation>它就地改变某些东西，返回 None。</translation>
    </message>
    <message>
        <source>A function without return gives None.</source>
        <translation>没有 return 的函数返回 None。</translation>
    </message>
    <message>
        <source>Python knows the half-width signs only; the full-width ones look alike.</source>
        <translation>Python 只认识半角标点；全角标点只是长得像。</translation>
    </message>
    <message>
        <source>Python could not read the line, so nothing has run.</source>
        <translation>Python 读不懂这一行，所以什么都没有运行。</translation>
    </message>
    <message>
        <source>/ always gives a fraction, even when it comes out even; // gives a whole number.</source>
        <translation>/ 总是给出小数，即使能整除；// 才给出整数。</translation>
    </message>
    <message>
        <source>Cross entropy takes one number for each sample, the number of its class.</source>
        <translation>cross_entropy 为每个样本取一个数：它的类别编号。</translation>
    </message>
    <message>
        <source>Shapes are compared from the right, so a column meets a row and every element is paired with every other.</source>
        <translation>形状从右往左比较，所以一列遇到一行，每个元素都与其他所有元素配对。</translation>
    </message>
    <message>
        <source>Some elements are compared more than once, which is seldom meant.</source>
        <translation>有些元素被比较了不止一次，这很少是本意。</translation>
    </message>
    <message>
        <source>Without an axis it drops every axis of size 1, and a batch of one sample has one.</source>
        <translation>不指明轴时，它去掉所有大小为 1 的轴，而只有一个样本的批正好有一个。</translation>
    </message>
    <message>
        <source>The classes of one sample should add up to 1, and they are on the last axis.</source>
        <translation>一个样本的各类别之和应为 1，而类别在最后一轴。</translation>
    </message>
    <message>
        <source>The axis that is chosen then depends on the number of axes.</source>
        <translation>这时所选的轴取决于轴的个数。</translation>
    </message>
    <message>
        <source>Done twice, the differences become small and training is slow.</source>
        <translation>做两次会让差别变小，训练变慢。</translation>
    </message>
    <message>
        <source>backward adds to .grad; nobody has set it to zero between the updates.</source>
        <translation>backward 会累加到 .grad；两次更新之间没有人把它清零。</translation>
    </message>
    <message>
        <source>zero_grad belongs before the backward, or after the step.</source>
        <translation>zero_grad 应放在 backward 之前，或 step 之后。</translation>
    </message>
    <message>
        <source>Under no_grad the result has requires_grad=False; the leaf is no longer reached by this name.</source>
        <translation>在 no_grad 之下结果的 requires_grad 是 False；这个名字不再指向叶子节点。</translation>
    </message>
    <message>
        <source>The update itself was recorded in the graph, which grows with every step.</source>
        <translation>更新本身被记录到计算图里，图会越来越大。</translation>
    </message>
    <message>
        <source>A running sum of tensors refers to all that they were computed from; a sum of numbers does not.</source>
        <translation>张量的累加和会引用算出它们的一切；数的和不会。</translation>
    </message>
    <message>
        <source>A tensor in a list refers to all that it was computed from; a number does not.</source>
        <translation>列表里的张量会引用算出它的一切；数不会。</translation>
    </message>
    <message>
        <source>This graph had saved nothing, so nothing was missing and PyTorch did not complain.</source>
        <translation>这张计算图没有保存张量，什么也不缺，所以 PyTorch 没有报错。</translation>
    </message>
    <message>
        <source>Every use of it ran without being tracked.</source>
        <translation>它的每次使用都没有被记录。</translation>
    </message>
    <message>
        <source>A write through .data does not count the version up, so backward cannot notice.</source>
        <translation>通过 .data 写入不会让版本号增加，反向传播无法察觉。</translation>
    </message>
    <message>
        <source>numpy shares the memory and does not count the version up, so backward cannot notice.</source>
        <translation>numpy 共享内存，不会让版本号增加，反向传播无法察觉。</translation>
    </message>
    <message>
        <source>// rounds down to whole numbers; / keeps the fraction.</source>
        <translation>// 向下取整；/ 保留小数。</translation>
    </message>
    <message>
        <source>A whole type starts again at its other end, without a word.</source>
        <translation>整数类型会悄悄从另一端重新开始。</translation>
    </message>
    <message>
        <source>A tensor keeps its type; what is written into it is cut to whole numbers.</source>
        <translation>张量保持自己的类型；写入的值会被截成整数。</translation>
    </message>
    <message>
        <source>Whole numbers are made by cutting, not by rounding.</source>
        <translation>转换成整数是截断，而不是四舍五入。</translation>
    </message>
    <message>
        <source>numpy makes float64, PyTorch float32; of the two the wider one wins.</source>
        <translation>numpy 默认 float64，PyTorch 默认 float32；两者相遇取更宽的。</translation>
    </message>
    <message>
        <source>A method runs when it is called: with ().</source>
        <translation>方法要加 () 才会运行。</translation>
    </message>
    <message>
        <source>Only methods whose name ends in _ change the tensor itself.</source>
        <translation>只有名字以 _ 结尾的方法才会修改张量本身。</translation>
    </message>
    <message>
        <source>PyTorch warns of it in passing; retain_grad() before the backward keeps the gradient.</source>
        <translation>PyTorch 只是顺带警告；在反向传播之前调用 retain_grad() 才会保留梯度。</translation>
    </message>
    <message>
        <source>For a copy without history PyTorch recommends detach().clone().</source>
        <translation>要得到没有历史的副本，PyTorch 建议用 detach().clone()。</translation>
    </message>
    <message>
        <source>torch.Tensor takes sizes; torch.tensor takes values.</source>
        <translation>torch.Tensor 接受大小；torch.tensor 接受值。</translation>
    </message>
    <message>
        <source>Write `{code}`</source>
        <translation>写成 `{code}`</translation>
    </message>
    <message>
        <source>Write `{code}` before line {line}</source>
        <translation>在第 {line} 行之前写 `{code}`</translation>
    </message>
    <message>
        <source>Write `{code}` after line {line}</source>
        <translation>在第 {line} 行之后写 `{code}`</translation>
    </message>
    <message>
        <source>Keep the graph: retain_graph=True on line {line}</source>
        <translation>保留计算图：第 {line} 行加 retain_graph=True</translation>
    </message>
    <message>
        <source>Compute `{name}` again before the second backward</source>
        <translation>第二次反向传播之前重新计算 `{name}`</translation>
    </message>
    <message>
        <source>Cut `{name}` off at the start of each pass</source>
        <translation>每一轮开始时断开 `{name}`</translation>
    </message>
    <message>
        <source>Accept None for it: allow_unused=True</source>
        <translation>允许它为 None：allow_unused=True</translation>
    </message>
    <message>
        <source>Update under torch.no_grad()</source>
        <translation>在 torch.no_grad() 之下更新</translation>
    </message>
    <message>
        <source>Update in place: `{code}`</source>
        <translation>原地更新：`{code}`</translation>
    </message>
    <message>
        <source>Without inplace=True</source>
        <translation>去掉 inplace=True</translation>
    </message>
    <message>
        <source>Move `{code}` below line {line}</source>
        <translation>把 `{code}` 移到第 {line} 行之后</translation>
    </message>
    <message>
        <source>Ask for a gradient of {name} where it is made</source>
        <translation>在创建 {name} 时要求梯度</translation>
    </message>
    <message>
        <source>Ask for the gradient of the result, on line {line}</source>
        <translation>在第 {line} 行对结果要求梯度</translation>
    </message>
    <message>
        <source>Without `{code}`</source>
        <translation>去掉 `{code}`</translation>
    </message>
    <message>
        <source>Delete `{code}`</source>
        <translation>删除 `{code}`</translation>
    </message>
    <message>
        <source>Keep a graph of the gradient: create_graph=True on line {line}</source>
        <translation>保留梯度的计算图：第 {line} 行加 create_graph=True</translation>
    </message>
    <message>
        <source>Make floats on line {line}</source>
        <translation>在第 {line} 行创建小数</translation>
    </message>
    <message>
        <source>Use no_grad in place of inference_mode</source>
        <translation>用 no_grad 代替 inference_mode</translation>
    </message>
    <message>
        <source>Only if `{name}` is there</source>
        <translation>仅当 `{name}` 存在时</translation>
    </message>
    <message>
        <source>Give back {count} gradients, None where there is none</source>
        <translation>返回 {count} 个梯度，没有的写 None</translation>
    </message>
    <message>
        <source>Add a backward to `{name}`, to be filled in</source>
        <translation>给 `{name}` 加上 backward，再补全</translation>
    </message>
    <message>
        <source>Along axis {dim}</source>
        <translation>沿第 {dim} 轴</translation>
    </message>
    <message>
        <source>Cut all parts to the smallest size, {size}</source>
        <translation>把各部分都切到最小的大小 {size}</translation>
    </message>
    <message>
        <source>Glue them with cat</source>
        <translation>用 cat 拼接</translation>
    </message>
    <message>
        <source>Put them side by side with stack</source>
        <translation>用 stack 叠在一起</translation>
    </message>
    <message>
        <source>Fill up short rows with {zero}</source>
        <translation>用 {zero} 补齐较短的行</translation>
    </message>
    <message>
        <source>Cut all rows to {count}</source>
        <translation>把各行都截到 {count} 个</translation>
    </message>
    <message>
        <source>Write the texts as numbers</source>
        <translation>把文字写成数</translation>
    </message>
    <message>
        <source>Number the texts</source>
        <translation>给文字编号</translation>
    </message>
    <message>
        <source>Write nan for None</source>
        <translation>把 None 写成 nan</translation>
    </message>
    <message>
        <source>Add `{code}` at the top</source>
        <translation>在开头加上 `{code}`</translation>
    </message>
    <message>
        <source>Stay on the processor</source>
        <translation>留在处理器上</translation>
    </message>
    <message>
        <source>Call it `{new}` rather than `{old}`</source>
        <translation>把 `{old}` 改名为 `{new}`</translation>
    </message>
    <message>
        <source>Write half-width signs</source>
        <translation>改成半角标点</translation>
    </message>
    <message>
        <source>You stopped the program here</source>
        <translation>你在这里停止了程序</translation>
    </message>
    <message>
        <source>`{name}` calls itself again and again, deeper than Python can follow</source>
        <translation>`{name}` 一再调用自身，深度超过了 Python 的限度</translation>
    </message>
    <message>
        <source>All that it had done until then is still here.</source>
        <translation>在此之前所做的一切都还在。</translation>
    </message>
    <message>
        <source>A function that calls itself needs a case in which it gives an answer without doing so.</source>
        <translation>调用自身的函数必须有一种情形不再调用自身而直接给出结果。</translation>
    </message>
    <message>
        <source>Operand {number} has {rank} axes, and the equation has {letters} letters for it</source>
        <translation>第 {number} 个操作数有 {rank} 个轴，而算式只给了 {letters} 个字母</translation>
    </message>
    <message>
        <source>permute was given axis {dim} twice</source>
        <translation>permute 两次给出了轴 {dim}</translation>
    </message>
    <message>
        <source>There is nothing to put together: the list is empty</source>
        <translation>没有可拼接的张量：列表是空的</translation>
    </message>
    <message>
        <source>{k} elements are asked for, and the axis has {size}</source>
        <translation>要取 {k} 个元素，而这个轴只有 {size} 个</translation>
    </message>
    <message>
        <source>A batch of one sample has no spread, which the layer needs while it trains</source>
        <translation>只有一个样本的批次没有离散程度，而该层训练时需要它</translation>
    </message>
    <message>
        <source>The layer takes {wanted} numbers at each step, and the input has {got}</source>
        <translation>该层每一步接收 {wanted} 个数，而输入有 {got} 个</translation>
    </message>
    <message>
        <source>The state has the shape {got}, and the layer wants {wanted}</source>
        <translation>状态的形状是 {got}，而该层需要 {wanted}</translation>
    </message>
    <message>
        <source>These weights are not those of this {name}</source>
        <translation>这些权重不属于这个 {name}</translation>
    </message>
    <message>
        <source>`{name}` is a parameter, and a plain tensor cannot take its place</source>
        <translation>`{name}` 是参数，普通张量不能取代它</translation>
    </message>
    <message>
        <source>The optimiser was given no parameters</source>
        <translation>优化器没有得到任何参数</translation>
    </message>
    <message>
        <source>Chances between 0 and 1 are wanted here, and some of these numbers lie outside</source>
        <translation>这里需要 0 到 1 之间的概率，而有些数超出了范围</translation>
    </message>
    <message>
        <source>The lengths of the parts do not add up to the length of the data</source>
        <translation>各部分的长度之和不等于数据的长度</translation>
    </message>
    <message>
        <source>from_numpy takes an array of numpy, and was given a {kind}</source>
        <translation>from_numpy 接收 numpy 数组，却得到了 {kind}</translation>
    </message>
    <message>
        <source>einsum needs a letter for each axis; ... stands for all those that are not named.</source>
        <translation>einsum 需要为每个轴写一个字母；... 代表所有没有命名的轴。</translation>
    </message>
    <message>
        <source>Each axis has one place in the new order.</source>
        <translation>在新的顺序中，每个轴只占一个位置。</translation>
    </message>
    <message>
        <source>Without any tensor, neither shape nor type of the result is known.</source>
        <translation>没有任何张量，就无法知道结果的形状和类型。</translation>
    </message>
    <message>
        <source>topk and kthvalue choose among the elements of one axis.</source>
        <translation>topk 和 kthvalue 在一个轴的元素中挑选。</translation>
    </message>
    <message>
        <source>While it trains, BatchNorm takes mean and spread from the batch; after eval() it uses what it has learned.</source>
        <translation>训练时，BatchNorm 用批次自身的均值和离散程度；调用 eval() 之后，用已经学到的值。</translation>
    </message>
    <message>
        <source>The first size of a recurrent layer is that of the input&apos;s last axis.</source>
        <translation>循环层的第一个大小就是输入最后一个轴的大小。</translation>
    </message>
    <message>
        <source>A state has the shape (layers, batch, hidden size); its batch is that of the input.</source>
        <translation>状态的形状是（层数, 批次, 隐藏大小）；其中批次与输入的相同。</translation>
    </message>
    <message>
        <source>load_state_dict compares names and shapes; with strict=False it takes what has the same name.</source>
        <translation>load_state_dict 会比较名称和形状；strict=False 时只装入名称相同的部分。</translation>
    </message>
    <message>
        <source>Optimisers and state_dict() know a tensor of a module only if it is an nn.Parameter.</source>
        <translation>模块中的张量只有是 nn.Parameter 时，优化器和 state_dict() 才认得它。</translation>
    </message>
    <message>
        <source>A module knows the layers that are its attributes; those in a list count only if it is an nn.ModuleList.</source>
        <translation>模块只认得作为其属性的层；放在列表里的层，只有用 nn.ModuleList 才算数。</translation>
    </message>
    <message>
        <source>Scores become chances by sigmoid; binary_cross_entropy_with_logits takes the scores themselves.</source>
        <translation>得分经 sigmoid 变为概率；binary_cross_entropy_with_logits 直接接收得分。</translation>
    </message>
    <message>
        <source>Each sample belongs to exactly one part.</source>
        <translation>每个样本恰好属于一个部分。</translation>
    </message>
    <message>
        <source>from_numpy shares the memory of an array; torch.tensor makes memory of its own.</source>
        <translation>from_numpy 与数组共享内存；torch.tensor 另建自己的内存。</translation>
    </message>
</context>
<context>
    <name>DiagnosisCard</name>
    <message>
        <source>{source}, line {line}</source>
        <translation>{source} 第 {line} 行</translation>
    </message>
    <message>
        <source>I meant it: mute this line</source>
        <translation>这是本意：不再提示这一行</translation>
    </message>
    <message>
        <source>Line up the shapes ›</source>
        <translation>对齐形状 ›</translation>
    </message>
    <message>
        <source>Mute “{rule}”</source>
        <translation>不再提示“{rule}”</translation>
    </message>
    <message>
        <source>See it in memory ›</source>
        <translation>在内存中查看 ›</translation>
    </message>
    <message>
        <source>Line {line}</source>
        <translation>第 {line} 行</translation>
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
    <name>Documents</name>
    <message>
        <source>Close tab</source>
        <translation>关闭标签页</translation>
    </message>
    <message>
        <source>Scripts and recordings (*.py *.tlab)</source>
        <translation>脚本与录制 (*.py *.tlab)</translation>
    </message>
    <message>
        <source>The script is changed. Run it when you like; Ctrl+Z takes the change back.</source>
        <translation>脚本已修改。可随时运行；按 Ctrl+Z 撤销修改。</translation>
    </message>
    <message>
        <source>The script has changed since it ran. Run it again, and the fix will fit.</source>
        <translation>脚本在运行之后又改过。再运行一次，修正就能对上了。</translation>
    </message>
    <message>
        <source>Save as</source>
        <translation>另存为</translation>
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
    <name>ExplainPage</name>
    <message>
        <source>Explanation</source>
        <translation>讲解</translation>
    </message>
</context>
<context>
    <name>FiguresPage</name>
    <message>
        <source>From an even sample of {count} elements.</source>
        <translation>取自均匀抽样的 {count} 个元素。</translation>
    </message>
    <message>
        <source>{count} from {low} to {high}</source>
        <translation>{low} 到 {high} 之间有 {count} 个</translation>
    </message>
    <message>
        <source>Show rare values, too (logarithmic)</source>
        <translation>也显示少见的值（对数）</translation>
    </message>
    <message>
        <source>elements</source>
        <translation>元素</translation>
    </message>
    <message>
        <source>min</source>
        <translation>最小</translation>
    </message>
    <message>
        <source>max</source>
        <translation>最大</translation>
    </message>
    <message>
        <source>mean</source>
        <translation>平均</translation>
    </message>
    <message>
        <source>std</source>
        <translation>标准差</translation>
    </message>
    <message>
        <source>zeros</source>
        <translation>零的个数</translation>
    </message>
    <message>
        <source>nan</source>
        <translation>NaN 个数</translation>
    </message>
    <message>
        <source>infinite</source>
        <translation>无穷个数</translation>
    </message>
</context>
<context>
    <name>Files</name>
    <message>
        <source>the picture could not be written</source>
        <translation>图片无法写入</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Can&apos;t save file</source>
        <translation>无法保存文件</translation>
    </message>
    <message>
        <source>Can&apos;t open file</source>
        <translation>无法打开文件</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>另存为…</translation>
    </message>
    <message>
        <source>Unsaved changes</source>
        <translation>未保存的改动</translation>
    </message>
    <message>
        <source>Save the changes to {names}?</source>
        <translation>要保存对 {names} 的改动吗？</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>Ask for another copy of the file, or save it again.</source>
        <translation>请重新索取这个文件，或再保存一次。</translation>
    </message>
    <message>
        <source>Choose a file.</source>
        <translation>请选择一个文件。</translation>
    </message>
    <message>
        <source>it is not a recording of TensorLab</source>
        <translation>它不是 TensorLab 的记录</translation>
    </message>
    <message>
        <source>Open a .tlab file.</source>
        <translation>请打开 .tlab 文件。</translation>
    </message>
    <message>
        <source>member “{member}”</source>
        <translation>成员“{member}”</translation>
    </message>
    <message>
        <source>there is no such file</source>
        <translation>没有这个文件</translation>
    </message>
    <message>
        <source>Look for it in another folder.</source>
        <translation>请在别的文件夹里找找。</translation>
    </message>
    <message>
        <source>you may not read it</source>
        <translation>没有读取它的权限</translation>
    </message>
    <message>
        <source>Ask its owner, or copy it first.</source>
        <translation>请询问它的所有者，或先复制一份。</translation>
    </message>
    <message>
        <source>it is a folder</source>
        <translation>它是一个文件夹</translation>
    </message>
    <message>
        <source>there is not enough memory for it</source>
        <translation>内存不够装下它</translation>
    </message>
    <message>
        <source>Close other programs and try again.</source>
        <translation>请关闭其他程序再试。</translation>
    </message>
    <message>
        <source>it cannot be read</source>
        <translation>无法读取</translation>
    </message>
    <message>
        <source>it is a pipe or a device</source>
        <translation>它是管道或设备</translation>
    </message>
    <message>
        <source>the shown step is not in the recording</source>
        <translation>所显示的步骤不在记录里</translation>
    </message>
    <message>
        <source>the selected node is not in the recording</source>
        <translation>所选的节点不在记录里</translation>
    </message>
    <message>
        <source>a bookmark is not a step and a note</source>
        <translation>有书签不是由步骤和附注组成的</translation>
    </message>
    <message>
        <source>a bookmark is not in the recording</source>
        <translation>有书签不在记录里</translation>
    </message>
    <message>
        <source>it has {count} members, more than {most}</source>
        <translation>它有 {count} 个成员，超过 {most} 个</translation>
    </message>
    <message>
        <source>a member is there twice</source>
        <translation>有一个成员出现了两次</translation>
    </message>
    <message>
        <source>a member is packed in a way that is not read here</source>
        <translation>有一个成员的压缩方式这里读不了</translation>
    </message>
    <message>
        <source>it unpacks to {amount:,} bytes, and {room:,} are allowed</source>
        <translation>它解开后有 {amount:,} 字节，最多允许 {room:,} 字节</translation>
    </message>
    <message>
        <source>a part is missing</source>
        <translation>缺少一部分</translation>
    </message>
    <message>
        <source>a part is larger than is allowed</source>
        <translation>有一部分超过了允许的大小</translation>
    </message>
    <message>
        <source>a part does not match its checksum</source>
        <translation>有一部分与校验和不符</translation>
    </message>
    <message>
        <source>a part should hold {wanted} bytes, {found} are there</source>
        <translation>有一部分应有 {wanted} 字节，实际只有 {found} 字节</translation>
    </message>
    <message>
        <source>a part is not JSON</source>
        <translation>有一部分不是 JSON</translation>
    </message>
    <message>
        <source>a table is of a version that is not written here</source>
        <translation>有一张表的版本不是这里写出的</translation>
    </message>
    <message>
        <source>a table has no header</source>
        <translation>有一张表没有表头</translation>
    </message>
    <message>
        <source>it holds Python objects, which could run code</source>
        <translation>它含有 Python 对象，可能会运行代码</translation>
    </message>
    <message>
        <source>TensorLab doesn&apos;t open those.</source>
        <translation>TensorLab 不打开这样的文件。</translation>
    </message>
    <message>
        <source>a table has another shape or type than it should</source>
        <translation>有一张表的形状或类型不对</translation>
    </message>
    <message>
        <source>a table has another length than it says</source>
        <translation>有一张表的长度与所写的不符</translation>
    </message>
    <message>
        <source>“{key}” is missing or not what it should be</source>
        <translation>“{key}”缺失或不对</translation>
    </message>
    <message>
        <source>it is a zip file, but not a recording</source>
        <translation>它是 zip 文件，但不是记录</translation>
    </message>
    <message>
        <source>the version is not a number</source>
        <translation>版本不是数</translation>
    </message>
    <message>
        <source>it was saved by a newer TensorLab (format {version}, this one reads {known})</source>
        <translation>它由更新的 TensorLab 保存（格式 {version}，本版读取 {known}）</translation>
    </message>
    <message>
        <source>Open it with that version.</source>
        <translation>请用那个版本打开。</translation>
    </message>
    <message>
        <source>it is not a list of texts</source>
        <translation>它不是文本列表</translation>
    </message>
    <message>
        <source>its tables do not fit together: {detail}</source>
        <translation>各张表彼此对不上：{detail}</translation>
    </message>
    <message>
        <source>a cell is not what it should be</source>
        <translation>有一个单元不对</translation>
    </message>
    <message>
        <source>the script is not text</source>
        <translation>脚本不是文本</translation>
    </message>
    <message>
        <source>a position is of no node, or no number</source>
        <translation>有一个位置不属于任何节点，或不是数</translation>
    </message>
    <message>
        <source>the file is empty</source>
        <translation>文件是空的</translation>
    </message>
    <message>
        <source>the file ends early or its list of parts is damaged</source>
        <translation>文件提前结束，或目录已损坏</translation>
    </message>
    <message>
        <source>a member has a name that leads out of the file</source>
        <translation>有一个成员的名字指向文件之外</translation>
    </message>
    <message>
        <source>a member is a link</source>
        <translation>有一个成员是链接</translation>
    </message>
    <message>
        <source>a member is encrypted</source>
        <translation>有一个成员加了密</translation>
    </message>
    <message>
        <source>it is not a file</source>
        <translation>它不是文件</translation>
    </message>
    <message>
        <source>Choose a Python script.</source>
        <translation>请选择 Python 脚本。</translation>
    </message>
    <message>
        <source>it has more than 10 MB</source>
        <translation>它超过 10 MB</translation>
    </message>
    <message>
        <source>A script is smaller; choose another file.</source>
        <translation>脚本没有这么大，请选择别的文件。</translation>
    </message>
    <message>
        <source>it is not there</source>
        <translation>它不存在</translation>
    </message>
    <message>
        <source>Check the name and the folder.</source>
        <translation>请检查名字和文件夹。</translation>
    </message>
    <message>
        <source>it is not UTF-8 text</source>
        <translation>它不是 UTF-8 文本</translation>
    </message>
    <message>
        <source>Save it as UTF-8 in your editor and open it again.</source>
        <translation>请在编辑器里把它存成 UTF-8，再重新打开。</translation>
    </message>
    <message>
        <source>line {line}</source>
        <translation>第 {line} 行</translation>
    </message>
    <message>
        <source>the disk is full</source>
        <translation>磁盘已满</translation>
    </message>
    <message>
        <source>you may not write there</source>
        <translation>没有在那里写入的权限</translation>
    </message>
    <message>
        <source>the folder is not there</source>
        <translation>文件夹不存在</translation>
    </message>
    <message>
        <source>the name is too long</source>
        <translation>名字太长</translation>
    </message>
    <message>
        <source>the system says: {system}</source>
        <translation>系统提示：{system}</translation>
    </message>
    <message>
        <source>what was written does not read back</source>
        <translation>写入的内容读回来不一致</translation>
    </message>
    <message>
        <source>Nothing was changed; save it in another place.</source>
        <translation>原有内容没有改动，请存到别处。</translation>
    </message>
    <message>
        <source>“{name}” can&apos;t be saved: {reason}. {advice}</source>
        <translation>无法保存“{name}”：{reason}。{advice}</translation>
    </message>
    <message>
        <source>“{name}” can&apos;t be opened: {reason}. {advice}</source>
        <translation>无法打开“{name}”：{reason}。{advice}</translation>
    </message>
    <message>
        <source>{reason} ({where})</source>
        <translation>{reason}（{where}）</translation>
    </message>
    <message>
        <source>These are read: {formats}.</source>
        <translation>能读取的格式：{formats}。</translation>
    </message>
    <message>
        <source>it is no picture</source>
        <translation>它不是图片</translation>
    </message>
    <message>
        <source>it has {count:,} pixels, and {most:,} are allowed</source>
        <translation>它有 {count:,} 个像素，最多允许 {most:,} 个</translation>
    </message>
    <message>
        <source>the picture in it is damaged</source>
        <translation>其中的图片已损坏</translation>
    </message>
    <message>
        <source>a gap is not what it should be</source>
        <translation>缺口的记载不正确</translation>
    </message>
</context>
<context>
    <name>GraphPanel</name>
    <message>
        <source>The graph could not be arranged.</source>
        <translation>图未能排布。</translation>
    </message>
    <message>
        <source>Writing {name}: {percent} %</source>
        <translation>正在写入 {name}：{percent}%</translation>
    </message>
    <message>
        <source>The graph could not be written.</source>
        <translation>无法写入计算图。</translation>
    </message>
    <message>
        <source>Arranging {count} nodes: {percent} %</source>
        <translation>正在排布 {count} 个节点：{percent} %</translation>
    </message>
    <message>
        <source>{count} nodes are folded into {drawn}, so that they can be read.</source>
        <translation>{count} 个节点已折叠为 {drawn} 个，便于阅读。</translation>
    </message>
    <message>
        <source>All {count} nodes are shown.</source>
        <translation>已显示全部 {count} 个节点。</translation>
    </message>
    <message>
        <source>The graph appears here while code runs. Try:</source>
        <translation>代码运行时，计算图会出现在这里。试试：</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>全部显示</translation>
    </message>
    <message>
        <source>Fold</source>
        <translation>折叠</translation>
    </message>
    <message>
        <source>The graph is being read: {percent} %</source>
        <translation>正在读入计算图：{percent} %</translation>
    </message>
</context>
<context>
    <name>GridPage</name>
    <message>
        <source>Not created yet at this step.</source>
        <translation>这一步还没有创建。</translation>
    </message>
    <message>
        <source>The value at this step was not kept: {bytes} bytes.</source>
        <translation>没有保留这一步的数值：{bytes} 字节。</translation>
    </message>
    <message>
        <source>Type to edit; the change is echoed as code.</source>
        <translation>直接输入即可修改；改动会以代码形式显示。</translation>
    </message>
    <message>
        <source>Read only: return to live to edit.</source>
        <translation>只读：回到实时状态才能修改。</translation>
    </message>
    <message>
        <source>A cell is running: the change waits until it is done.</source>
        <translation>有代码正在运行：改动会等它结束后执行。</translation>
    </message>
    <message>
        <source>{function} on line {line} has saved {name} for backward: after a change, backward refuses to run.</source>
        <translation>第 {line} 行的 {function} 已为反向传播保存了 {name}：改动之后反向传播会拒绝运行。</translation>
    </message>
    <message>
        <source>Change a clone</source>
        <translation>修改副本</translation>
    </message>
    <message>
        <source>Read only: a gradient is what backward has added up.</source>
        <translation>只读：梯度是反向传播累加出来的。</translation>
    </message>
    <message>
        <source>Read only: this tensor is collected, nothing refers to it any more.</source>
        <translation>只读：这个张量已被回收，没有任何引用指向它。</translation>
    </message>
    <message>
        <source>Make a new leaf</source>
        <translation>生成新的叶子节点</translation>
    </message>
    <message>
        <source>Change it anyway</source>
        <translation>仍然修改</translation>
    </message>
    <message>
        <source>{name} was computed by {function}: autograd will not know of the change.</source>
        <translation>{name} 由 {function} 计算得到：自动求导不会知道这个改动。</translation>
    </message>
    <message>
        <source>The slice is too large to be searched.</source>
        <translation>切片太大，无法查找。</translation>
    </message>
    <message>
        <source>{value} is not in this slice.</source>
        <translation>这个切片中没有 {value}。</translation>
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
        <translation>数值 {value}</translation>
    </message>
    <message>
        <source>gradient {value}</source>
        <translation>梯度 {value}</translation>
    </message>
    <message>
        <source>These are too many cells to be copied.</source>
        <translation>单元格太多，无法复制。</translation>
    </message>
    <message>
        <source>Copied {count} numbers.</source>
        <translation>已复制 {count} 个数字。</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>This slice</source>
        <translation>这个切片</translation>
    </message>
    <message>
        <source>cells</source>
        <translation>单元格</translation>
    </message>
    <message>
        <source>min</source>
        <translation>最小</translation>
    </message>
    <message>
        <source>max</source>
        <translation>最大</translation>
    </message>
    <message>
        <source>mean</source>
        <translation>平均</translation>
    </message>
    <message>
        <source>std</source>
        <translation>标准差</translation>
    </message>
    <message>
        <source>zeros</source>
        <translation>零的个数</translation>
    </message>
    <message>
        <source>range 1–99 %</source>
        <translation>范围 1–99 %</translation>
    </message>
    <message>
        <source>whole range</source>
        <translation>全部范围</translation>
    </message>
    <message>
        <source>0 in the middle</source>
        <translation>以 0 为中心</translation>
    </message>
    <message>
        <source>What the colours span</source>
        <translation>颜色覆盖的范围</translation>
    </message>
    <message>
        <source>How numbers are written</source>
        <translation>数字的写法</translation>
    </message>
    <message>
        <source>As a picture</source>
        <translation>显示为图片</translation>
    </message>
    <message>
        <source>Find: 3.5, nan, &gt;10</source>
        <translation>查找：3.5、nan、&gt;10</translation>
    </message>
    <message>
        <source>Find a value</source>
        <translation>查找数值</translation>
    </message>
    <message>
        <source>The tensor as a picture</source>
        <translation>显示为图片的张量</translation>
    </message>
    <message>
        <source>There is no gradient: .grad is None at this step. The inspector can tell why.</source>
        <translation>没有梯度：在这一步 .grad 是 None。检查器可以说明原因。</translation>
    </message>
    <message>
        <source>Colours and figures</source>
        <translation>颜色与统计</translation>
    </message>
    <message>
        <source>Numbers</source>
        <translation>数字</translation>
    </message>
    <message>
        <source>by itself</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Click a tile to see its numbers.</source>
        <translation>点击一格查看其中的数。</translation>
    </message>
    <message>
        <source>This slice, from a sample</source>
        <translation>此切片（抽样）</translation>
    </message>
</context>
<context>
    <name>HeatLegend</name>
    <message>
        <source>nan {count}</source>
        <translation>NaN {count} 个</translation>
    </message>
    <message>
        <source>inf {count}</source>
        <translation>无穷 {count} 个</translation>
    </message>
    <message>
        <source>Colours from {low} to {high}</source>
        <translation>颜色从 {low} 到 {high}</translation>
    </message>
</context>
<context>
    <name>HistogramView</name>
    <message>
        <source>How often which values occur</source>
        <translation>各个值出现的次数</translation>
    </message>
</context>
<context>
    <name>HistoryPage</name>
    <message>
        <source>still version {number}, line {line}</source>
        <translation>仍是版本 {number}，第 {line} 行</translation>
    </message>
    <message>
        <source>version {number}, line {line}</source>
        <translation>版本 {number}，第 {line} 行</translation>
    </message>
    <message>
        <source>{count} changed</source>
        <translation>改变了 {count} 个</translation>
    </message>
    <message>
        <source>The value of this version was not kept.</source>
        <translation>没有保留这个版本的数值。</translation>
    </message>
    <message>
        <source>Versions</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>Values of this version</source>
        <translation>这个版本的数值</translation>
    </message>
    <message>
        <source>Added to the version before</source>
        <translation>比上一版本增加</translation>
    </message>
    <message>
        <source>Show the moment ›</source>
        <translation>显示那一刻 ›</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>差</translation>
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
        <source>Local rule, g being the gradient that comes</source>
        <translation>局部规则（g 为传来的梯度）</translation>
    </message>
    <message>
        <source>then summed to the shape {shape}</source>
        <translation>再求和到形状 {shape}</translation>
    </message>
    <message>
        <source>Why?</source>
        <translation>为什么？</translation>
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
        <source>Recordings (*.tlab)</source>
        <translation>记录 (*.tlab)</translation>
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
        <source>Problems ({count})</source>
        <translation>问题（{count}）</translation>
    </message>
    <message>
        <source>Comparison</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>Toolbar</source>
        <translation>工具栏</translation>
    </message>
    <message>
        <source>Which way the graph shows</source>
        <translation>计算图显示的方向</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>The kernel is gone. All that was recorded is still here; steps of its last moment may be missing. Run ▸ Restart starts another.</source>
        <translation>内核已不在。已记录的一切仍在；最后一刻的步骤可能缺失。“运行 ▸ 重新启动”可另起一个。</translation>
    </message>
</context>
<context>
    <name>MemoryPage</name>
    <message>
        <source>shape {shape} · stride {stride} · offset {offset}</source>
        <translation>形状 {shape} · 步长 {stride} · 偏移 {offset}</translation>
    </message>
    <message>
        <source>memory, by position</source>
        <translation>内存，按位置</translation>
    </message>
    <message>
        <source>The same memory is seen by:</source>
        <translation>看着同一块内存的还有：</translation>
    </message>
    <message>
        <source>No other named tensor looks at this memory.</source>
        <translation>没有其他已命名的张量看着这块内存。</translation>
    </message>
    <message>
        <source>Stride 0: one element is read at several indices, so nothing was copied.</source>
        <translation>步长 0：同一个元素在多个索引处被读取，没有复制任何东西。</translation>
    </message>
    <message>
        <source>Contiguous: the elements stand in the order in which they are read.</source>
        <translation>连续：元素按读取的顺序存放。</translation>
    </message>
    <message>
        <source>Not contiguous: reading in order jumps about in memory.</source>
        <translation>不连续：按顺序读取时在内存中跳来跳去。</translation>
    </message>
    <message>
        <source>Position {place}: this tensor does not look here.</source>
        <translation>位置 {place}：这个张量不看这里。</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>Memory, and the tensor over it</source>
        <translation>内存以及其上的张量</translation>
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
    <name>NewTensorDialog</name>
    <message>
        <source>Numbers (*.npy *.csv *.tsv *.txt)</source>
        <translation>数据 (*.npy *.csv *.tsv *.txt)</translation>
    </message>
    <message>
        <source>Choose a file</source>
        <translation>选择文件</translation>
    </message>
    <message>
        <source>{name} exists: it will be another tensor.</source>
        <translation>{name} 已存在：它将变成另一个张量。</translation>
    </message>
    <message>
        <source>“{detail}” is no name in Python: use letters, digits and _.</source>
        <translation>“{detail}”不是 Python 的名称：请用字母、数字和 _。</translation>
    </message>
    <message>
        <source>“{detail}” is no list of numbers. Write [1, 2, 3] or [[1., 2.], [3., 4.]].</source>
        <translation>“{detail}”不是数字列表。请写成 [1, 2, 3] 或 [[1., 2.], [3., 4.]]。</translation>
    </message>
    <message>
        <source>The rows have different lengths; a tensor has no gaps.</source>
        <translation>各行长度不同；张量不能有空缺。</translation>
    </message>
    <message>
        <source>“{detail}” is not a number.</source>
        <translation>“{detail}”不是数字。</translation>
    </message>
    <message>
        <source>A step of {detail} leads from the start nowhere.</source>
        <translation>步长 {detail} 从起点走不到任何地方。</translation>
    </message>
    <message>
        <source>{detail} cannot require gradients: only floating point types can. Choose float32, or write 1. for 1.</source>
        <translation>{detail} 不能要求梯度：只有浮点类型可以。请选择 float32，或把 1 写成 1.。</translation>
    </message>
    <message>
        <source>{detail} cannot be drawn here: only floating point types can.</source>
        <translation>这里不能随机抽取 {detail}：只有浮点类型可以。</translation>
    </message>
    <message>
        <source>An identity matrix has two axes.</source>
        <translation>单位矩阵有两个轴。</translation>
    </message>
    <message>
        <source>Choose a file.</source>
        <translation>请选择文件。</translation>
    </message>
    <message>
        <source>Pictures ({endings})</source>
        <translation>图片 ({endings})</translation>
    </message>
    <message>
        <source>Drawn when it is made.</source>
        <translation>创建时抽取。</translation>
    </message>
    <message>
        <source>So it will be, unless something else is drawn before.</source>
        <translation>将得到这些数，除非之前又抽取了别的随机数。</translation>
    </message>
    <message>
        <source>The seed {seed} always draws these.</source>
        <translation>种子 {seed} 总是抽出这些数。</translation>
    </message>
    <message>
        <source>There is no file “{detail}”.</source>
        <translation>没有文件“{detail}”。</translation>
    </message>
    <message>
        <source>“{detail}” holds no numbers that can be read. Choose a .npy, .csv, .tsv or .txt.</source>
        <translation>“{detail}”里没有能读取的数。请选择 .npy、.csv、.tsv 或 .txt 文件。</translation>
    </message>
    <message>
        <source>Line {line}, column {column}: “{detail}” is no number.</source>
        <translation>第 {line} 行第 {column} 列：“{detail}”不是数。</translation>
    </message>
    <message>
        <source>It holds {detail}, and a tensor has numbers.</source>
        <translation>它存的是 {detail}，而张量里是数。</translation>
    </message>
    <message>
        <source>“{detail}” is being read…</source>
        <translation>正在读取“{detail}”……</translation>
    </message>
    <message>
        <source>At most {detail} elements can be made this way.</source>
        <translation>这样最多能创建 {detail} 个元素。</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>There is nothing yet: type numbers, or copy some from a spreadsheet.</source>
        <translation>还没有内容：请输入数字，或从电子表格复制。</translation>
    </message>
    <message>
        <source>Line {line} has {column} cells, the first another number; a tensor has no gaps.</source>
        <translation>第 {line} 行有 {column} 个单元格，与第一行不同；张量里不能有空缺。</translation>
    </message>
    <message>
        <source>Reading was stopped.</source>
        <translation>已停止读取。</translation>
    </message>
    <message>
        <source>“{detail}” is being read: {percent} %</source>
        <translation>正在读取“{detail}”：{percent} %</translation>
    </message>
    <message>
        <source>Numbers typed</source>
        <translation>手动输入</translation>
    </message>
    <message>
        <source>Clipboard</source>
        <translation>剪贴板</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>From</source>
        <translation>从</translation>
    </message>
    <message>
        <source>Up to, without it</source>
        <translation>到（不含）</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>步长</translation>
    </message>
    <message>
        <source>To</source>
        <translation>到</translation>
    </message>
    <message>
        <source>How many</source>
        <translation>个数</translation>
    </message>
    <message>
        <source>New tensor</source>
        <translation>新建张量</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Numbers</source>
        <translation>数字</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>形状</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Where the numbers come from</source>
        <translation>数字从哪里来</translation>
    </message>
    <message>
        <source>none: the stream goes on</source>
        <translation>无：接着原来的随机流</translation>
    </message>
    <message>
        <source>as the numbers are</source>
        <translation>由数字决定</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Create</source>
        <translation>创建</translation>
    </message>
    <message>
        <source>path of a picture: PNG, JPEG, WebP, GIF, BMP, TIFF …</source>
        <translation>图片路径：PNG、JPEG、WebP、GIF、BMP、TIFF……</translation>
    </message>
    <message>
        <source>path of a file: .npy, .csv, .tsv or .txt</source>
        <translation>文件路径：.npy、.csv、.tsv 或 .txt</translation>
    </message>
</context>
<context>
    <name>OperateDialog</name>
    <message>
        <source>Sizes</source>
        <translation>各轴大小</translation>
    </message>
    <message>
        <source>Axis</source>
        <translation>轴</translation>
    </message>
    <message>
        <source>Axes</source>
        <translation>各轴</translation>
    </message>
    <message>
        <source>Index</source>
        <translation>索引</translation>
    </message>
    <message>
        <source>The result needs a name.</source>
        <translation>结果需要一个名称。</translation>
    </message>
    <message>
        <source>{before} → {after} {dtype}. It shares memory with {name}.</source>
        <translation>{before} → {after} {dtype}。与 {name} 共享内存。</translation>
    </message>
    <message>
        <source>{before} → {after} {dtype}. It is a copy.</source>
        <translation>{before} → {after} {dtype}。是副本。</translation>
    </message>
    <message>
        <source>{before} → {after} {dtype}.</source>
        <translation>{before} → {after} {dtype}。</translation>
    </message>
    <message>
        <source>{name} itself is changed.</source>
        <translation>{name} 本身会被修改。</translation>
    </message>
    <message>
        <source>There is no other tensor with a name.</source>
        <translation>没有其他已命名的张量。</translation>
    </message>
    <message>
        <source>Type an index, such as 0, 1:3 or [0, 2].</source>
        <translation>请输入索引，例如 0、1:3 或 [0, 2]。</translation>
    </message>
    <message>
        <source>Type whole numbers with commas, such as 3, 2.</source>
        <translation>请输入用逗号分隔的整数，例如 3, 2。</translation>
    </message>
    <message>
        <source>Operation on {name}</source>
        <translation>对 {name} 的操作</translation>
    </message>
    <message>
        <source>With</source>
        <translation>与</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Operations</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
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
        <source>Muted: {rules}</source>
        <translation>不再提示：{rules}</translation>
    </message>
    <message>
        <source>The trap radar is off.</source>
        <translation>可疑代码雷达已关闭。</translation>
    </message>
    <message>
        <source>Switch it on</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>No problems.</source>
        <translation>没有问题。</translation>
    </message>
    <message>
        <source>Hear of them again</source>
        <translation>重新提示</translation>
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
    <name>ScriptTab</name>
    <message>
        <source>Find in the script</source>
        <translation>在脚本中查找</translation>
    </message>
    <message>
        <source>Show it in Problems</source>
        <translation>在“问题”中查看</translation>
    </message>
    <message>
        <source>I meant it: mute this line</source>
        <translation>这是本意：不再提示这一行</translation>
    </message>
    <message>
        <source>Mute “{rule}”</source>
        <translation>不再提示“{rule}”</translation>
    </message>
</context>
<context>
    <name>SearchBox</name>
    <message>
        <source>{at} of {count}</source>
        <translation>第 {at} 个，共 {count} 个</translation>
    </message>
    <message>
        <source>none found</source>
        <translation>没有找到</translation>
    </message>
    <message>
        <source>{count} found</source>
        <translation>找到 {count} 处</translation>
    </message>
    <message>
        <source>Previous one found</source>
        <translation>上一个</translation>
    </message>
    <message>
        <source>Next one found</source>
        <translation>下一个</translation>
    </message>
    <message>
        <source>End the search</source>
        <translation>结束查找</translation>
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
    <message>
        <source>the loop is over</source>
        <translation>循环结束</translation>
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
    <name>SettingsDialog</name>
    <message>
        <source>Muted everywhere:</source>
        <translation>到处都不再提示：</translation>
    </message>
    <message>
        <source>No rule is muted.</source>
        <translation>没有不再提示的规则。</translation>
    </message>
    <message>
        <source>Hear of it again</source>
        <translation>重新提示</translation>
    </message>
    <message>
        <source>Hear of “{rule}” again</source>
        <translation>重新提示“{rule}”</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Recording</source>
        <translation>记录</translation>
    </message>
    <message>
        <source>Memory for a recording</source>
        <translation>记录可用的内存</translation>
    </message>
    <message>
        <source>Memory for a recording, in megabytes</source>
        <translation>记录可用的内存（MB）</translation>
    </message>
    <message>
        <source>Trap radar</source>
        <translation>可疑代码雷达</translation>
    </message>
    <message>
        <source>Look for traps after each run</source>
        <translation>每次运行后查找可疑代码</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>When a recording outgrows it, the oldest iterations of long loops are let go, then the oldest values. The timeline shows where something is missing.</source>
        <translation>记录超出时，先舍去长循环中最旧的迭代，再舍去最旧的数值。时间线会标出缺了什么。</translation>
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
    <message>
        <source>{ones} padded, {sizes} stretches</source>
        <translation>左侧补 {ones}，{sizes} 被拉伸</translation>
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
    <name>Shortcuts</name>
    <message>
        <source>Shortcuts</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>Type a part of a command&apos;s name or of its keys</source>
        <translation>输入命令名称或按键的一部分</translation>
    </message>
    <message>
        <source>Find a shortcut</source>
        <translation>查找快捷键</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>按键</translation>
    </message>
</context>
<context>
    <name>SideBySide</name>
    <message>
        <source>Graph beside the code</source>
        <translation>图与代码并排</translation>
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
    <name>SizeNote</name>
    <message>
        <source>{small} for {size}</source>
        <translation>用 {small} 代替 {size}</translation>
    </message>
    <message>
        <source>Drawn with smaller sizes: {pairs}.</source>
        <translation>以较小的大小画出：{pairs}。</translation>
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
        <source>tensors: {count} ({size})</source>
        <translation>张量：{count}（{size}）</translation>
    </message>
    <message>
        <source>graphs alive: {count}</source>
        <translation>存活的计算图：{count}</translation>
    </message>
    <message>
        <source>errors: {count}</source>
        <translation>错误：{count}</translation>
    </message>
    <message>
        <source>seed {seed}</source>
        <translation>随机种子 {seed}</translation>
    </message>
    <message>
        <source>EN</source>
        <translation>中文</translation>
    </message>
    <message>
        <source>Which of the four steps of training the shown moment belongs to.</source>
        <translation>当前显示的时刻属于训练四个步骤中的哪一步。</translation>
    </message>
    <message>
        <source>The shown step, and how many there are.</source>
        <translation>当前显示的步，以及总步数。</translation>
    </message>
    <message>
        <source>Whether operations are recorded for backward outside of any no_grad block.</source>
        <translation>在 no_grad 代码块之外，运算是否会为反向传播而被记录。</translation>
    </message>
    <message>
        <source>The type of new tensors of fractions.</source>
        <translation>新建小数张量时使用的类型。</translation>
    </message>
    <message>
        <source>Tensors that exist at the shown step, and the memory behind them: what several share counts once.</source>
        <translation>当前这一步存在的张量及其内存；多个张量共享的内存只计一次。</translation>
    </message>
    <message>
        <source>How many graphs exist at the shown step: each end, such as a loss, is one.</source>
        <translation>当前这一步存在多少个计算图：每个终点（例如一个损失）算一个。</translation>
    </message>
    <message>
        <source>Errors that the code has raised in this session.</source>
        <translation>本次会话中代码抛出的错误。</translation>
    </message>
    <message>
        <source>What is legal and probably not meant, in the last run of each script: see Problems.</source>
        <translation>每个脚本最近一次运行中合法但很可能并非本意之处：见“问题”。</translation>
    </message>
    <message>
        <source>What torch.manual_seed was last given.</source>
        <translation>最近一次传给 torch.manual_seed 的值。</translation>
    </message>
    <message>
        <source>The process that runs your code.</source>
        <translation>运行你的代码的进程。</translation>
    </message>
    <message>
        <source>The language of the window: View ▸ 中文.</source>
        <translation>窗口使用的语言：视图 ▸ English。</translation>
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
        <source>radar off</source>
        <translation>雷达已关闭</translation>
    </message>
    <message>
        <source>traps: {count}</source>
        <translation>可疑：{count}</translation>
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
    <message>
        <source>recording: {used} of {limit}</source>
        <translation>记录：{used} / {limit}</translation>
    </message>
    <message>
        <source>What the window keeps of all that happened, and how much it may. Of a long loop that needs more, the oldest iterations are let go. Edit ▸ Settings changes it.</source>
        <translation>窗口保留的全部经过所占的内存及其上限。长循环超出时，舍去最旧的迭代。可在“编辑 ▸ 设置”中更改。</translation>
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
        <source>⚠ A copy is needed for {shape}: axes {first} and {second} cannot merge. A step along axis {first} moves {outer} in memory; to go on where axis {second} ends it would have to move {size}·{inner} = {product}.</source>
        <translation>⚠ 变成 {shape} 需要复制：轴 {first} 和轴 {second} 无法合并。沿轴 {first} 走一步在内存中移动 {outer}；要接着轴 {second} 的末尾读下去，必须移动 {size}·{inner} = {product}。</translation>
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
        <source>Only the part that fits was pasted.</source>
        <translation>只粘贴了放得下的部分。</translation>
    </message>
    <message>
        <source>True and False cannot be counted up.</source>
        <translation>True 和 False 不能增减。</translation>
    </message>
    <message>
        <source>These values cannot be changed here.</source>
        <translation>这些值不能在这里修改。</translation>
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
        <source>Values</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>Gradient</source>
        <translation>梯度</translation>
    </message>
    <message>
        <source>Histogram</source>
        <translation>直方图</translation>
    </message>
    <message>
        <source>Storage</source>
        <translation>存储</translation>
    </message>
    <message>
        <source>History</source>
        <translation>历史</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>Pages of the tensor</source>
        <translation>张量的各页</translation>
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
        <source>Compare values</source>
        <translation>比较数值</translation>
    </message>
    <message>
        <source>Combine…</source>
        <translation>组合…</translation>
    </message>
    <message>
        <source>Reshape, sum, combine…</source>
        <translation>变形、求和、组合…</translation>
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
        <source>New tensor…</source>
        <translation>新建张量…</translation>
    </message>
</context>
<context>
    <name>TileView</name>
    <message>
        <source>{count} slices, one scale of colours</source>
        <translation>{count} 个切片，同一颜色标尺</translation>
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
        <source>Iteration</source>
        <translation>迭代</translation>
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
        <source>The code stands after line {line} of {source}</source>
        <translation>代码停在 {source} 第 {line} 行之后</translation>
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
    <message>
        <source>Note on this step</source>
        <translation>这一步的备注</translation>
    </message>
    <message>
        <source>not kept</source>
        <translation>未保留</translation>
    </message>
    <message>
        <source>Steps {first} to {last}, iterations {begin} to {end}, are not kept: the recording had outgrown its memory. Edit ▸ Settings gives it more.</source>
        <translation>第 {first} 至 {last} 步（第 {begin} 至 {end} 次迭代）未保留：记录超出了可用的内存。“编辑 ▸ 设置”可以给它更多。</translation>
    </message>
    <message>
        <source>Not every value from before step {step} is kept.</source>
        <translation>第 {step} 步之前的数值未全部保留。</translation>
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
    <message>
        <source>The answer to a question is bool.</source>
        <translation>对一个问题的回答是 bool。</translation>
    </message>
    <message>
        <source>Division makes fractions of whole numbers: the result is {result}.</source>
        <translation>整数相除会得到小数：结果是 {result}。</translation>
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
<context>
    <name>_CardHolder</name>
    <message>
        <source>Put the card away</source>
        <translation>收起卡片</translation>
    </message>
</context>
<context>
    <name>_Completion</name>
    <message>
        <source>A crash would lose what is not saved: nothing can be written to {folder} ({reason}).</source>
        <translation>程序若意外退出，未保存的内容会丢失：无法写入 {folder}（{reason}）。</translation>
    </message>
    <message>
        <source>TensorLab ended unexpectedly. What was not saved is open again: {names}.</source>
        <translation>TensorLab 上次意外退出。未保存的内容已重新打开：{names}。</translation>
    </message>
</context>
<context>
    <name>_WideSigns</name>
    <message>
        <source>Full-width punctuation: {signs}</source>
        <translation>全角标点：{signs}</translation>
    </message>
    <message>
        <source>Write half-width</source>
        <translation>改成半角</translation>
    </message>
</context>
</TS>
