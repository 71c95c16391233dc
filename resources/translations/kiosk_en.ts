<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="zh_CN">
<context>
    <name>acceptor_differs</name>
    <message>
        <source>纸币机计数不同，请选择原因</source>
        <translation>The acceptor counted otherwise: choose a reason</translation>
    </message>
</context>
<context>
    <name>account_balance</name>
    <message>
        <source>账户余额</source>
        <translation>Balance</translation>
    </message>
</context>
<context>
    <name>agreed_below</name>
    <message>
        <source>本期 {count} 笔，共 ￥{amount}</source>
        <translation>{count} transactions, ￥{amount}</translation>
    </message>
</context>
<context>
    <name>agreed_title</name>
    <message>
        <source>核对相符，可以缴款</source>
        <translation>Both agree: you may settle</translation>
    </message>
</context>
<context>
    <name>aids_title</name>
    <message>
        <source>语音与辅助</source>
        <translation>Voice and aids</translation>
    </message>
</context>
<context>
    <name>aids_until_leaving</name>
    <message>
        <source>这些设置在您离开后恢复原样。</source>
        <translation>Everything is reset when you leave.</translation>
    </message>
</context>
<context>
    <name>all_on_slip</name>
    <message>
        <source>以上内容都印在凭条上</source>
        <translation>All this is on your slip</translation>
    </message>
</context>
<context>
    <name>all_parts_well</name>
    <message>
        <source>各部件正常</source>
        <translation>All parts are well</translation>
    </message>
</context>
<context>
    <name>also_by_phone</name>
    <message>
        <source>也可用手机缴费，
搜索“电力服务”公众号</source>
        <translation>You can also pay by phone:
search for 电力服务</translation>
    </message>
</context>
<context>
    <name>amount</name>
    <message>
        <source>￥{amount}</source>
        <translation>￥{amount}</translation>
    </message>
</context>
<context>
    <name>ask_again</name>
    <message>
        <source>再次预查询</source>
        <translation>Ask again</translation>
    </message>
</context>
<context>
    <name>ask_result</name>
    <message>
        <source>要查结果</source>
        <translation>To ask</translation>
    </message>
</context>
<context>
    <name>asking_title</name>
    <message>
        <source>正在查询</source>
        <translation>Looking you up</translation>
    </message>
</context>
<context>
    <name>at_most</name>
    <message>
        <source>最多可投</source>
        <translation>At most</translation>
    </message>
</context>
<context>
    <name>available</name>
    <message>
        <source>可用</source>
        <translation>ready</translation>
    </message>
</context>
<context>
    <name>back</name>
    <message>
        <source>返回</source>
        <translation>Back</translation>
    </message>
</context>
<context>
    <name>backspace</name>
    <message>
        <source>退格</source>
        <translation>Delete</translation>
    </message>
</context>
<context>
    <name>begin_settlement</name>
    <message>
        <source>开始缴款</source>
        <translation>Settle</translation>
    </message>
</context>
<context>
    <name>behind_E2101</name>
    <message>
        <source>有交易没有送到平台，或平台没有入账</source>
        <translation>A sale has not reached the platform, or is not booked</translation>
    </message>
</context>
<context>
    <name>behind_E2102</name>
    <message>
        <source>两边有一笔金额不同</source>
        <translation>One sale has two amounts</translation>
    </message>
</context>
<context>
    <name>behind_E2103</name>
    <message>
        <source>流水还没有全部送到，或流水有改动</source>
        <translation>Rows are still on their way, or the journal was changed</translation>
    </message>
</context>
<context>
    <name>behind_E2104</name>
    <message>
        <source>平台有一条影响账目的告警</source>
        <translation>An alarm at the platform questions the books</translation>
    </message>
</context>
<context>
    <name>behind_E2105</name>
    <message>
        <source>平台已停用、报修或报废本终端</source>
        <translation>The platform has put this terminal out of use</translation>
    </message>
</context>
<context>
    <name>behind_E2106</name>
    <message>
        <source>上次缴款还没有送到平台</source>
        <translation>The last settlement has not reached the platform</translation>
    </message>
</context>
<context>
    <name>behind_E2107</name>
    <message>
        <source>笔数和金额相符，但有一笔不一致</source>
        <translation>Count and sum agree, and yet one sale does not</translation>
    </message>
</context>
<context>
    <name>behind_heading</name>
    <message>
        <source>可能的原因</source>
        <translation>What may be behind it</translation>
    </message>
</context>
<context>
    <name>behind_other</name>
    <message>
        <source>平台没有说明原因</source>
        <translation>The platform does not say</translation>
    </message>
</context>
<context>
    <name>bills_none_next</name>
    <message>
        <source>可以预存，供以后扣缴</source>
        <translation>You can pay in advance</translation>
    </message>
</context>
<context>
    <name>bills_none_row</name>
    <message>
        <source>没有欠费</source>
        <translation>Nothing owed</translation>
    </message>
</context>
<context>
    <name>bills_page</name>
    <message>
        <source>第 {page} / {pages} 页</source>
        <translation>Page {page} of {pages}</translation>
    </message>
</context>
<context>
    <name>bills_title</name>
    <message>
        <source>请核对账单</source>
        <translation>Check your bill</translation>
    </message>
</context>
<context>
    <name>booked</name>
    <message>
        <source>已入账</source>
        <translation>Posted</translation>
    </message>
</context>
<context>
    <name>booking_title</name>
    <message>
        <source>正在入账</source>
        <translation>Posting your payment</translation>
    </message>
</context>
<context>
    <name>box_by_key</name>
    <message>
        <source>用钥匙打开钞箱，然后确认</source>
        <translation>Open the box with the key, then say so</translation>
    </message>
</context>
<context>
    <name>box_doubts</name>
    <message>
        <source>{count} 张 · 待核实 {doubts}</source>
        <translation>{count} notes, {doubts} in doubt</translation>
    </message>
</context>
<context>
    <name>box_fill</name>
    <message>
        <source>{count} / {most} 张</source>
        <translation>{count} of {most}</translation>
    </message>
</context>
<context>
    <name>box_full</name>
    <message>
        <source>已满</source>
        <translation>Full</translation>
    </message>
</context>
<context>
    <name>box_is_open</name>
    <message>
        <source>已打开</source>
        <translation>It is open</translation>
    </message>
</context>
<context>
    <name>box_nearly_full</name>
    <message>
        <source>将满</source>
        <translation>Nearly full</translation>
    </message>
</context>
<context>
    <name>box_unlocked</name>
    <message>
        <source>锁已打开，请拉开钞箱门</source>
        <translation>The lock is released. Open the door.</translation>
    </message>
</context>
<context>
    <name>brand</name>
    <message>
        <source>电力自助服务</source>
        <translation>GridKiosk</translation>
    </message>
</context>
<context>
    <name>by_energy</name>
    <message>
        <source>按电量</source>
        <translation>In kWh</translation>
    </message>
</context>
<context>
    <name>by_money</name>
    <message>
        <source>按金额</source>
        <translation>In yuan</translation>
    </message>
</context>
<context>
    <name>cancel</name>
    <message>
        <source>取消</source>
        <translation>Cancel</translation>
    </message>
</context>
<context>
    <name>cancel_and_take_card</name>
    <message>
        <source>取消并取卡</source>
        <translation>Card back</translation>
    </message>
</context>
<context>
    <name>cannot_go_on</name>
    <message>
        <source>暂时不能办理</source>
        <translation>Not possible now</translation>
    </message>
</context>
<context>
    <name>cannot_settle</name>
    <message>
        <source>暂不能缴款：有 {count} 笔不一致</source>
        <translation>Not yet: {count} transactions differ</translation>
    </message>
</context>
<context>
    <name>cannot_settle_no_answer</name>
    <message>
        <source>暂不能缴款：平台没有答复</source>
        <translation>Not yet: no answer</translation>
    </message>
</context>
<context>
    <name>cannot_settle_now</name>
    <message>
        <source>暂不能缴款</source>
        <translation>Cannot settle yet</translation>
    </message>
</context>
<context>
    <name>card_comes_back</name>
    <message>
        <source>办完后，卡会退还给您</source>
        <translation>You get your card back</translation>
    </message>
</context>
<context>
    <name>card_insert_arrow</name>
    <message>
        <source>箭头朝前</source>
        <translation>Arrow first</translation>
    </message>
</context>
<context>
    <name>card_insert_chip</name>
    <message>
        <source>芯片朝上</source>
        <translation>Chip side up</translation>
    </message>
</context>
<context>
    <name>card_insert_push</name>
    <message>
        <source>一直插到底</source>
        <translation>Push it all
the way in</translation>
    </message>
</context>
<context>
    <name>card_take_beware</name>
    <message>
        <source>卡不取走会被收回</source>
        <translation>A card left behind is kept</translation>
    </message>
</context>
<context>
    <name>card_take_check</name>
    <message>
        <source>核对是您的卡</source>
        <translation>Is it yours?</translation>
    </message>
</context>
<context>
    <name>card_take_in_time</name>
    <message>
        <source>不取会被收回</source>
        <translation>Cards left
are kept</translation>
    </message>
</context>
<context>
    <name>card_writing_title</name>
    <message>
        <source>正在写卡</source>
        <translation>Writing the card</translation>
    </message>
</context>
<context>
    <name>card_writing_warning</name>
    <message>
        <source>现在取卡会损坏购电卡。约需 6 秒。</source>
        <translation>Taking it out now damages the card. About 6 s.</translation>
    </message>
</context>
<context>
    <name>cash_flat</name>
    <message>
        <source>展平、一次一张</source>
        <translation>Flat, one at a time</translation>
    </message>
</context>
<context>
    <name>cash_is_in_box</name>
    <message>
        <source>现金 ￥{amount} 在钞箱内。核对相符才能开箱。</source>
        <translation>￥{amount} are in the box. It opens once all agrees.</translation>
    </message>
</context>
<context>
    <name>cash_moving</name>
    <message>
        <source>正在识别纸币</source>
        <translation>Checking the note</translation>
    </message>
</context>
<context>
    <name>cash_moving_wait</name>
    <message>
        <source>请稍候，先不要投下一张</source>
        <translation>Please wait a moment</translation>
    </message>
</context>
<context>
    <name>cash_series</name>
    <message>
        <source>收新版、旧版纸币</source>
        <translation>Old and new series</translation>
    </message>
</context>
<context>
    <name>cash_title</name>
    <message>
        <source>请逐张投入纸币</source>
        <translation>Insert notes one by one</translation>
    </message>
</context>
<context>
    <name>change_password_title</name>
    <message>
        <source>修改密码</source>
        <translation>Change password</translation>
    </message>
</context>
<context>
    <name>check_name_and_address</name>
    <message>
        <source>请核对姓名和地址</source>
        <translation>Check name and address</translation>
    </message>
</context>
<context>
    <name>choose_a_month</name>
    <message>
        <source>请至少选择一个月份</source>
        <translation>Choose one month or more</translation>
    </message>
</context>
<context>
    <name>choose_amount</name>
    <message>
        <source>选好后按“计算”</source>
        <translation>Choose, then Calculate</translation>
    </message>
</context>
<context>
    <name>choose_reason</name>
    <message>
        <source>先选择原因</source>
        <translation>Choose a reason first</translation>
    </message>
</context>
<context>
    <name>clear</name>
    <message>
        <source>清除</source>
        <translation>Clear</translation>
    </message>
</context>
<context>
    <name>cleared_on_leaving</name>
    <message>
        <source>离开后自动清除</source>
        <translation>Cleared when you leave</translation>
    </message>
</context>
<context>
    <name>clock_off</name>
    <message>
        <source>与平台差 {seconds} 秒</source>
        <translation>{seconds} s off the platform</translation>
    </message>
</context>
<context>
    <name>close_period</name>
    <message>
        <source>结束本期</source>
        <translation>Close period</translation>
    </message>
</context>
<context>
    <name>closing_stops_service</name>
    <message>
        <source>结束后暂停服务，直到缴款完成</source>
        <translation>No service from then on until all is handed in</translation>
    </message>
</context>
<context>
    <name>column_amount</name>
    <message>
        <source>电费</source>
        <translation>Amount</translation>
    </message>
</context>
<context>
    <name>column_choose</name>
    <message>
        <source>选择</source>
        <translation>Pay</translation>
    </message>
</context>
<context>
    <name>column_energy</name>
    <message>
        <source>电量 kWh</source>
        <translation>kWh</translation>
    </message>
</context>
<context>
    <name>column_late_fee</name>
    <message>
        <source>违约金</source>
        <translation>Late fee</translation>
    </message>
</context>
<context>
    <name>column_month</name>
    <message>
        <source>月份</source>
        <translation>Month</translation>
    </message>
</context>
<context>
    <name>coming_soon</name>
    <message>
        <source>即将开通</source>
        <translation>Soon</translation>
    </message>
</context>
<context>
    <name>compare_title</name>
    <message>
        <source>核对清点结果</source>
        <translation>Compare the count</translation>
    </message>
</context>
<context>
    <name>compute</name>
    <message>
        <source>计算</source>
        <translation>Calculate</translation>
    </message>
</context>
<context>
    <name>condition_attention</name>
    <message>
        <source>注意</source>
        <translation>Attention</translation>
    </message>
</context>
<context>
    <name>condition_fault</name>
    <message>
        <source>故障</source>
        <translation>Fault</translation>
    </message>
</context>
<context>
    <name>condition_lost</name>
    <message>
        <source>未连接</source>
        <translation>No answer</translation>
    </message>
</context>
<context>
    <name>condition_ready</name>
    <message>
        <source>正常</source>
        <translation>Ready</translation>
    </message>
</context>
<context>
    <name>condition_starting</name>
    <message>
        <source>启动中</source>
        <translation>Starting</translation>
    </message>
</context>
<context>
    <name>confirm</name>
    <message>
        <source>确认</source>
        <translation>Confirm</translation>
    </message>
</context>
<context>
    <name>confirm_payment</name>
    <message>
        <source>确认缴费</source>
        <translation>Pay this</translation>
    </message>
</context>
<context>
    <name>confirm_when_right</name>
    <message>
        <source>核对后按“确认”</source>
        <translation>Check it, then Confirm</translation>
    </message>
</context>
<context>
    <name>count_again</name>
    <message>
        <source>重新清点</source>
        <translation>Count again</translation>
    </message>
</context>
<context>
    <name>count_agrees</name>
    <message>
        <source>清点、流水、纸币机一致</source>
        <translation>Count, journal and acceptor agree</translation>
    </message>
</context>
<context>
    <name>count_agrees_two</name>
    <message>
        <source>清点与流水一致</source>
        <translation>The count agrees with the journal</translation>
    </message>
</context>
<context>
    <name>count_below</name>
    <message>
        <source>逐项输入，没有的填0</source>
        <translation>Fill in every field, 0 for none</translation>
    </message>
</context>
<context>
    <name>count_differs</name>
    <message>
        <source>相差 {amount}，请选择原因</source>
        <translation>{amount} differ. Choose the reason.</translation>
    </message>
</context>
<context>
    <name>count_in_period</name>
    <message>
        <source>本期 {count} 笔</source>
        <translation>{count} sales</translation>
    </message>
</context>
<context>
    <name>count_of_notes</name>
    <message>
        <source>{count} 张</source>
        <translation>{count} notes</translation>
    </message>
</context>
<context>
    <name>count_of_sales</name>
    <message>
        <source>{count} 笔</source>
        <translation>{count}</translation>
    </message>
</context>
<context>
    <name>count_title</name>
    <message>
        <source>清点钞箱</source>
        <translation>Count the cash box</translation>
    </message>
</context>
<context>
    <name>customer_name</name>
    <message>
        <source>户名</source>
        <translation>Name</translation>
    </message>
</context>
<context>
    <name>customer_number</name>
    <message>
        <source>客户编号 {number}</source>
        <translation>Customer number {number}</translation>
    </message>
</context>
<context>
    <name>customer_number_label</name>
    <message>
        <source>客户编号</source>
        <translation>Customer number</translation>
    </message>
</context>
<context>
    <name>dark_screen</name>
    <message>
        <source>深色显示</source>
        <translation>Dark screen</translation>
    </message>
</context>
<context>
    <name>data_as_of</name>
    <message>
        <source>数据时间
{as_of}</source>
        <translation>As of
{as_of}</translation>
    </message>
</context>
<context>
    <name>data_as_of_line</name>
    <message>
        <source>数据 {as_of}</source>
        <translation>As of {as_of}</translation>
    </message>
</context>
<context>
    <name>device_bill_acceptor</name>
    <message>
        <source>纸币机</source>
        <translation>Cash slot</translation>
    </message>
</context>
<context>
    <name>device_card_reader</name>
    <message>
        <source>读卡器</source>
        <translation>Card slot</translation>
    </message>
</context>
<context>
    <name>device_journal</name>
    <message>
        <source>交易记录</source>
        <translation>Transaction journal</translation>
    </message>
</context>
<context>
    <name>device_platform</name>
    <message>
        <source>网络与平台</source>
        <translation>Network and platform</translation>
    </message>
</context>
<context>
    <name>device_receipt_printer</name>
    <message>
        <source>凭条打印机</source>
        <translation>Slip printer</translation>
    </message>
</context>
<context>
    <name>differ_amount</name>
    <message>
        <source>两边金额不同</source>
        <translation>Other amount</translation>
    </message>
</context>
<context>
    <name>differ_foreign</name>
    <message>
        <source>本机没有此笔</source>
        <translation>Not in the journal</translation>
    </message>
</context>
<context>
    <name>differ_other</name>
    <message>
        <source>两边记录不同</source>
        <translation>Records differ</translation>
    </message>
</context>
<context>
    <name>differ_pending</name>
    <message>
        <source>平台尚未入账</source>
        <translation>Not booked yet</translation>
    </message>
</context>
<context>
    <name>differ_unheard</name>
    <message>
        <source>收款后未上传</source>
        <translation>Not sent yet</translation>
    </message>
</context>
<context>
    <name>differences_printed</name>
    <message>
        <source>差异单已打印，请取走。</source>
        <translation>Printed. Take the slip.</translation>
    </message>
</context>
<context>
    <name>digits_typed</name>
    <message>
        <source>已输入 &lt;b&gt;{typed}&lt;/b&gt; 位，还差 &lt;b&gt;{lacking}&lt;/b&gt; 位</source>
        <translation>&lt;b&gt;{typed}&lt;/b&gt; typed, &lt;b&gt;{lacking}&lt;/b&gt; to go</translation>
    </message>
</context>
<context>
    <name>disk_used</name>
    <message>
        <source>已用 {percent}%</source>
        <translation>{percent}% used</translation>
    </message>
</context>
<context>
    <name>do_not_remove</name>
    <message>
        <source>请勿取卡</source>
        <translation>Leave it in</translation>
    </message>
</context>
<context>
    <name>done</name>
    <message>
        <source>完成</source>
        <translation>Done</translation>
    </message>
</context>
<context>
    <name>doors_closed</name>
    <message>
        <source>已关好</source>
        <translation>Shut</translation>
    </message>
</context>
<context>
    <name>doors_none</name>
    <message>
        <source>未装门磁</source>
        <translation>No switches</translation>
    </message>
</context>
<context>
    <name>doors_open</name>
    <message>
        <source>有门开着</source>
        <translation>A door is open</translation>
    </message>
</context>
<context>
    <name>doors_unknown</name>
    <message>
        <source>状态不明</source>
        <translation>State unknown</translation>
    </message>
</context>
<context>
    <name>due_energy</name>
    <message>
        <source>电费</source>
        <translation>Energy</translation>
    </message>
</context>
<context>
    <name>due_label</name>
    <message>
        <source>应缴</source>
        <translation>Due</translation>
    </message>
</context>
<context>
    <name>due_late_fees</name>
    <message>
        <source>违约金</source>
        <translation>Late fees</translation>
    </message>
</context>
<context>
    <name>due_months</name>
    <message>
        <source>电费 {months} 个月</source>
        <translation>Energy, {months} mo.</translation>
    </message>
</context>
<context>
    <name>due_total</name>
    <message>
        <source>应缴合计</source>
        <translation>Total due</translation>
    </message>
</context>
<context>
    <name>energy_so_far</name>
    <message>
        <source>预计电量</source>
        <translation>Expected</translation>
    </message>
</context>
<context>
    <name>enquire_again</name>
    <message>
        <source>再查一次</source>
        <translation>Check again</translation>
    </message>
</context>
<context>
    <name>enquire_with_number</name>
    <message>
        <source>凭流水号致电 {hotline} 查询。</source>
        <translation>Call {hotline} with the number.</translation>
    </message>
</context>
<context>
    <name>enquiring_title</name>
    <message>
        <source>正在查询付款结果</source>
        <translation>Checking your payment</translation>
    </message>
</context>
<context>
    <name>enquiry_any_terminal</name>
    <message>
        <source>任何一台终端的凭条都可查询</source>
        <translation>Slips of every terminal can be checked here</translation>
    </message>
</context>
<context>
    <name>enquiry_example</name>
    <message>
        <source>凭条上的 {example}，
请输入字母后面的数字。</source>
        <translation>Of {example} on the slip,
type what follows the letters.</translation>
    </message>
</context>
<context>
    <name>enquiry_fill</name>
    <message>
        <source>输入{length}位数字后按“确认”</source>
        <translation>Type {length} digits, then press “Confirm”</translation>
    </message>
</context>
<context>
    <name>enquiry_fill_or_scan</name>
    <message>
        <source>输入{length}位数字，或扫描凭条</source>
        <translation>Type {length} digits, or scan the slip</translation>
    </message>
</context>
<context>
    <name>enquiry_money</name>
    <message>
        <source>查询不影响您付过的款。</source>
        <translation>Asking changes nothing.</translation>
    </message>
</context>
<context>
    <name>enquiry_no_scanner</name>
    <message>
        <source>流水号印在凭条上，字体最大</source>
        <translation>The number stands on the slip in the largest letters</translation>
    </message>
</context>
<context>
    <name>enquiry_scan</name>
    <message>
        <source>或将凭条的二维码对准扫描口</source>
        <translation>Or hold the slip&apos;s QR code in front of the scanner</translation>
    </message>
</context>
<context>
    <name>enquiry_title</name>
    <message>
        <source>查询付款结果</source>
        <translation>Check a payment</translation>
    </message>
</context>
<context>
    <name>enquiry_where</name>
    <message>
        <source>请输入凭条流水号的{length}位数字</source>
        <translation>Type the {length} digits of the number on your slip</translation>
    </message>
</context>
<context>
    <name>error_E2101</name>
    <message>
        <source>平台答复 E2101：终端与平台的交易笔数不符</source>
        <translation>E2101: the numbers of transactions differ</translation>
    </message>
</context>
<context>
    <name>error_E2102</name>
    <message>
        <source>平台答复 E2102：终端与平台的金额不符</source>
        <translation>E2102: the sums differ</translation>
    </message>
</context>
<context>
    <name>error_E2103</name>
    <message>
        <source>平台答复 E2103：流水链与平台记录不符</source>
        <translation>E2103: the journal&apos;s chain differs</translation>
    </message>
</context>
<context>
    <name>error_E2104</name>
    <message>
        <source>平台答复 E2104：有未处理的告警</source>
        <translation>E2104: there are open alarms</translation>
    </message>
</context>
<context>
    <name>error_E2105</name>
    <message>
        <source>平台答复 E2105：终端已停用</source>
        <translation>E2105: the terminal is revoked</translation>
    </message>
</context>
<context>
    <name>error_E2106</name>
    <message>
        <source>平台答复 E2106：区间与上次缴款不相接</source>
        <translation>E2106: the period does not follow the last one</translation>
    </message>
</context>
<context>
    <name>error_E2107</name>
    <message>
        <source>平台答复 E2107：有交易尚未入账</source>
        <translation>E2107: some transactions are not booked yet</translation>
    </message>
</context>
<context>
    <name>error_other</name>
    <message>
        <source>平台答复 {code}</source>
        <translation>The platform says {code}</translation>
    </message>
</context>
<context>
    <name>exit</name>
    <message>
        <source>退出</source>
        <translation>Exit</translation>
    </message>
</context>
<context>
    <name>explain_claim</name>
    <message>
        <source>最后一张纸币没有确认。</source>
        <translation>The last note could not be confirmed.</translation>
    </message>
</context>
<context>
    <name>explain_refused</name>
    <message>
        <source>账务系统没有接受这笔款项。</source>
        <translation>The billing system did not accept it.</translation>
    </message>
</context>
<context>
    <name>explain_unconfirmed</name>
    <message>
        <source>网络暂时没有回应，不是缴费失败。</source>
        <translation>No answer yet. It has not failed.</translation>
    </message>
</context>
<context>
    <name>explain_unwritten</name>
    <message>
        <source>购电已入账，卡还没有写好。</source>
        <translation>It is booked. The card is not ready yet.</translation>
    </message>
</context>
<context>
    <name>field_10</name>
    <message>
        <source>10元 张数</source>
        <translation>Notes of ￥10</translation>
    </message>
</context>
<context>
    <name>field_100</name>
    <message>
        <source>100元 张数</source>
        <translation>Notes of ￥100</translation>
    </message>
</context>
<context>
    <name>field_20</name>
    <message>
        <source>20元 张数</source>
        <translation>Notes of ￥20</translation>
    </message>
</context>
<context>
    <name>field_50</name>
    <message>
        <source>50元 张数</source>
        <translation>Notes of ￥50</translation>
    </message>
</context>
<context>
    <name>field_box</name>
    <message>
        <source>钞箱编号</source>
        <translation>Cash box number</translation>
    </message>
</context>
<context>
    <name>field_new_again</name>
    <message>
        <source>再次输入新密码</source>
        <translation>New password again</translation>
    </message>
</context>
<context>
    <name>field_new_password</name>
    <message>
        <source>新密码</source>
        <translation>New password</translation>
    </message>
</context>
<context>
    <name>field_old_password</name>
    <message>
        <source>原密码</source>
        <translation>Old password</translation>
    </message>
</context>
<context>
    <name>field_operator_number</name>
    <message>
        <source>操作员编号</source>
        <translation>Operator number</translation>
    </message>
</context>
<context>
    <name>field_operator_password</name>
    <message>
        <source>密码</source>
        <translation>Password</translation>
    </message>
</context>
<context>
    <name>field_seal</name>
    <message>
        <source>封签编号</source>
        <translation>Seal number</translation>
    </message>
</context>
<context>
    <name>figure_cash</name>
    <message>
        <source>钞箱内现金</source>
        <translation>Cash in the box</translation>
    </message>
</context>
<context>
    <name>figure_heard</name>
    <message>
        <source>最近心跳</source>
        <translation>Heartbeat</translation>
    </message>
</context>
<context>
    <name>figure_reconciled</name>
    <message>
        <source>最近对账</source>
        <translation>Reconciled</translation>
    </message>
</context>
<context>
    <name>figure_today</name>
    <message>
        <source>今日交易</source>
        <translation>Today</translation>
    </message>
</context>
<context>
    <name>fill_in_and_confirm</name>
    <message>
        <source>输满 {length} 位后按“确认”</source>
        <translation>Type {length} digits, then Confirm</translation>
    </message>
</context>
<context>
    <name>finish_payment</name>
    <message>
        <source>完成缴费</source>
        <translation>Finish</translation>
    </message>
</context>
<context>
    <name>finish_purchase</name>
    <message>
        <source>完成购电</source>
        <translation>Finish</translation>
    </message>
</context>
<context>
    <name>first_password_below</name>
    <message>
        <source>首次登录，请先设置自己的密码</source>
        <translation>First sign-in: choose your own password</translation>
    </message>
</context>
<context>
    <name>hand_in</name>
    <message>
        <source>确认缴款</source>
        <translation>Hand in</translation>
    </message>
</context>
<context>
    <name>head_acceptor</name>
    <message>
        <source>纸币机计数</source>
        <translation>Acceptor</translation>
    </message>
</context>
<context>
    <name>head_amount</name>
    <message>
        <source>金额</source>
        <translation>Amount</translation>
    </message>
</context>
<context>
    <name>head_count</name>
    <message>
        <source>数量</source>
        <translation>Number</translation>
    </message>
</context>
<context>
    <name>head_counted</name>
    <message>
        <source>实际清点</source>
        <translation>Counted</translation>
    </message>
</context>
<context>
    <name>head_difference</name>
    <message>
        <source>相差</source>
        <translation>Difference</translation>
    </message>
</context>
<context>
    <name>head_journal</name>
    <message>
        <source>流水应有</source>
        <translation>Journal</translation>
    </message>
</context>
<context>
    <name>head_note</name>
    <message>
        <source>面额</source>
        <translation>Note</translation>
    </message>
</context>
<context>
    <name>head_platform</name>
    <message>
        <source>平台</source>
        <translation>Platform</translation>
    </message>
</context>
<context>
    <name>head_serial</name>
    <message>
        <source>流水号</source>
        <translation>Serial</translation>
    </message>
</context>
<context>
    <name>head_sum</name>
    <message>
        <source>金额</source>
        <translation>Sum</translation>
    </message>
</context>
<context>
    <name>head_terminal</name>
    <message>
        <source>本机</source>
        <translation>Terminal</translation>
    </message>
</context>
<context>
    <name>head_total</name>
    <message>
        <source>合计</source>
        <translation>Total</translation>
    </message>
</context>
<context>
    <name>head_what</name>
    <message>
        <source>项目</source>
        <translation>What</translation>
    </message>
</context>
<context>
    <name>head_why</name>
    <message>
        <source>原因与处理</source>
        <translation>Why, and what repairs it</translation>
    </message>
</context>
<context>
    <name>hear_again</name>
    <message>
        <source>再听一遍</source>
        <translation>Hear it again</translation>
    </message>
</context>
<context>
    <name>heard_ago</name>
    <message>
        <source>{count} 秒前有答复</source>
        <translation>answered {count} s ago</translation>
    </message>
</context>
<context>
    <name>hotline</name>
    <message>
        <source>客服电话 {hotline} · 24 小时</source>
        <translation>Help line {hotline}, day and night</translation>
    </message>
</context>
<context>
    <name>hotline_hours</name>
    <message>
        <source>24 小时人工服务</source>
        <translation>Day and night</translation>
    </message>
</context>
<context>
    <name>hotline_label</name>
    <message>
        <source>客服电话</source>
        <translation>Help line</translation>
    </message>
</context>
<context>
    <name>hotline_short</name>
    <message>
        <source>客服电话
&lt;b&gt;{hotline}&lt;/b&gt;</source>
        <translation>Help line
&lt;b&gt;{hotline}&lt;/b&gt;</translation>
    </message>
</context>
<context>
    <name>in_doubt</name>
    <message>
        <source>待核实</source>
        <translation>To be checked</translation>
    </message>
</context>
<context>
    <name>insert_card</name>
    <message>
        <source>请插入购电卡</source>
        <translation>Insert your meter card</translation>
    </message>
</context>
<context>
    <name>insert_card_now</name>
    <message>
        <source>插卡补写</source>
        <translation>Write card</translation>
    </message>
</context>
<context>
    <name>insert_notes</name>
    <message>
        <source>投入纸币</source>
        <translation>Insert notes</translation>
    </message>
</context>
<context>
    <name>insert_or_cancel</name>
    <message>
        <source>请投入第一张纸币</source>
        <translation>Insert the first note</translation>
    </message>
</context>
<context>
    <name>journal_rows</name>
    <message>
        <source>{rows} 行</source>
        <translation>{rows} rows</translation>
    </message>
</context>
<context>
    <name>journal_unsent</name>
    <message>
        <source>{rows} 行 · 待传 {unsent}</source>
        <translation>{rows} rows, {unsent} to send</translation>
    </message>
</context>
<context>
    <name>keep_number</name>
    <message>
        <source>请记下流水号</source>
        <translation>Note this number down</translation>
    </message>
</context>
<context>
    <name>large_text</name>
    <message>
        <source>大字</source>
        <translation>Large</translation>
    </message>
</context>
<context>
    <name>larger_text</name>
    <message>
        <source>大字显示</source>
        <translation>Large text</translation>
    </message>
</context>
<context>
    <name>leave</name>
    <message>
        <source>离开</source>
        <translation>Leave</translation>
    </message>
</context>
<context>
    <name>line_cash</name>
    <message>
        <source>现金 {state}</source>
        <translation>Cash {state}</translation>
    </message>
</context>
<context>
    <name>line_meter_card</name>
    <message>
        <source>购电卡 {state}</source>
        <translation>Meter card {state}</translation>
    </message>
</context>
<context>
    <name>line_receipt</name>
    <message>
        <source>打印 {state}</source>
        <translation>Printer {state}</translation>
    </message>
</context>
<context>
    <name>menu_title</name>
    <message>
        <source>请选择要办理的业务</source>
        <translation>Choose a service</translation>
    </message>
</context>
<context>
    <name>meter</name>
    <message>
        <source>表号</source>
        <translation>Meter</translation>
    </message>
</context>
<context>
    <name>meter_number</name>
    <message>
        <source>表号 {number}</source>
        <translation>Meter {number}</translation>
    </message>
</context>
<context>
    <name>meter_remaining</name>
    <message>
        <source>表号 {number} · 剩余 {remaining}</source>
        <translation>Meter {number} · {remaining} left</translation>
    </message>
</context>
<context>
    <name>minutes_ago</name>
    <message>
        <source>{count} 分钟前</source>
        <translation>{count} min ago</translation>
    </message>
</context>
<context>
    <name>money_in_doubt</name>
    <message>
        <source>￥{paid} 已记录，￥{in_doubt} 待核实。</source>
        <translation>￥{paid} recorded, ￥{in_doubt} to check.</translation>
    </message>
</context>
<context>
    <name>money_is_recorded</name>
    <message>
        <source>已投入的款项均已记录</source>
        <translation>All money put in is recorded</translation>
    </message>
</context>
<context>
    <name>money_is_recorded_how</name>
    <message>
        <source>凭流水号致电 {hotline} 查询</source>
        <translation>Call {hotline} with your number</translation>
    </message>
</context>
<context>
    <name>money_received</name>
    <message>
        <source>已收款</source>
        <translation>Received</translation>
    </message>
</context>
<context>
    <name>money_recorded</name>
    <message>
        <source>￥{amount} 已安全记录，不会丢失。</source>
        <translation>￥{amount} recorded, it is safe.</translation>
    </message>
</context>
<context>
    <name>money_unaffected</name>
    <message>
        <source>刚才已投入的款项均已记录，不受影响。</source>
        <translation>Money put in before is recorded and not affected.</translation>
    </message>
</context>
<context>
    <name>months_owed</name>
    <message>
        <source>共欠 {months} 个月。触摸一行可取消勾选，
须从最早的月份缴起。</source>
        <translation>{months} months owed. Touch a row to skip it;
the oldest come first.</translation>
    </message>
</context>
<context>
    <name>more_rows</name>
    <message>
        <source>另有 {count} 笔</source>
        <translation>{count} more</translation>
    </message>
</context>
<context>
    <name>more_time</name>
    <message>
        <source>延长时间</source>
        <translation>More time</translation>
    </message>
</context>
<context>
    <name>more_time_now</name>
    <message>
        <source>时限已加倍，离开后恢复原样。</source>
        <translation>Twice the time, until you leave.</translation>
    </message>
</context>
<context>
    <name>need_help</name>
    <message>
        <source>需要帮助</source>
        <translation>To get help</translation>
    </message>
</context>
<context>
    <name>need_help_call</name>
    <message>
        <source>请致电 {hotline}，说明终端编号。</source>
        <translation>Call {hotline}, name the terminal.</translation>
    </message>
</context>
<context>
    <name>next_bring_slip</name>
    <message>
        <source>请带凭条到营业厅，或致电客服。</source>
        <translation>Bring the slip to our office, or call us.</translation>
    </message>
</context>
<context>
    <name>next_call_with_slip</name>
    <message>
        <source>请带凭条致电客服，补写购电卡。</source>
        <translation>Call us with your slip.</translation>
    </message>
</context>
<context>
    <name>next_claim</name>
    <message>
        <source>工作人员核实后处理，请保留凭条。</source>
        <translation>Staff will check. Keep your slip.</translation>
    </message>
</context>
<context>
    <name>next_come_back</name>
    <message>
        <source>请稍后再来，或用其他终端。</source>
        <translation>Come back later, or go elsewhere.</translation>
    </message>
</context>
<context>
    <name>next_field</name>
    <message>
        <source>下一项</source>
        <translation>Next</translation>
    </message>
</context>
<context>
    <name>next_insert_in_meter</name>
    <message>
        <source>请先插卡到电表，再来购电。</source>
        <translation>Insert it in your meter first.</translation>
    </message>
</context>
<context>
    <name>next_pay_arrears</name>
    <message>
        <source>请先在主菜单办理“缴电费”。</source>
        <translation>Pay your bill first, on the menu.</translation>
    </message>
</context>
<context>
    <name>next_refused</name>
    <message>
        <source>工作人员会退回或补记这笔款项。</source>
        <translation>Our staff will return or post it.</translation>
    </message>
</context>
<context>
    <name>next_scan_slip</name>
    <message>
        <source>有凭条的，扫描二维码不受限制。</source>
        <translation>Or scan a slip: no limit.</translation>
    </message>
</context>
<context>
    <name>next_step</name>
    <message>
        <source>接下来</source>
        <translation>What is next</translation>
    </message>
</context>
<context>
    <name>next_unconfirmed</name>
    <message>
        <source>系统确认后自动入账，请勿重复缴费。</source>
        <translation>It is posted by itself. Do not pay again.</translation>
    </message>
</context>
<context>
    <name>next_unwritten</name>
    <message>
        <source>请持卡到任一终端，自动补写。</source>
        <translation>Insert the card at any terminal.</translation>
    </message>
</context>
<context>
    <name>next_use_card</name>
    <message>
        <source>请在主菜单办理“卡表购电”。</source>
        <translation>Choose Top up meter on the menu.</translation>
    </message>
</context>
<context>
    <name>next_use_meter_card</name>
    <message>
        <source>请插入供电公司发的购电卡。</source>
        <translation>Insert the card of your meter.</translation>
    </message>
</context>
<context>
    <name>next_wait</name>
    <message>
        <source>到时间后再试，或致电客服。</source>
        <translation>Try again then, or call us.</translation>
    </message>
</context>
<context>
    <name>no_answer_heading</name>
    <message>
        <source>网络或平台暂时不通</source>
        <translation>The line or the platform is down</translation>
    </message>
</context>
<context>
    <name>no_answer_next</name>
    <message>
        <source>检查网络，再次预查询</source>
        <translation>Look at the network, then ask again</translation>
    </message>
</context>
<context>
    <name>no_answer_story</name>
    <message>
        <source>本机流水已保存，恢复后自动上传</source>
        <translation>The journal is kept and sent later</translation>
    </message>
</context>
<context>
    <name>no_change</name>
    <message>
        <source>&lt;b&gt;本机不找零，&lt;/b&gt;多投的金额存入电费账户。</source>
        <translation>&lt;b&gt;No change given.&lt;/b&gt; Extra is credited.</translation>
    </message>
</context>
<context>
    <name>no_change_card</name>
    <message>
        <source>&lt;b&gt;本机不找零，&lt;/b&gt;投入的全部用于购电。</source>
        <translation>&lt;b&gt;No change given.&lt;/b&gt; All of it buys energy.</translation>
    </message>
</context>
<context>
    <name>no_change_next</name>
    <message>
        <source>下一步：投入现金
可用 10、20、50、100 元
本机不找零</source>
        <translation>Next: insert notes of
10, 20, 50 or 100 yuan.
No change is given.</translation>
    </message>
</context>
<context>
    <name>normal_text</name>
    <message>
        <source>标准</source>
        <translation>Small</translation>
    </message>
</context>
<context>
    <name>not_known</name>
    <message>
        <source>—</source>
        <translation>—</translation>
    </message>
</context>
<context>
    <name>not_my_number</name>
    <message>
        <source>不是我的户号</source>
        <translation>Not me</translation>
    </message>
</context>
<context>
    <name>not_yet</name>
    <message>
        <source>尚未对账</source>
        <translation>not yet</translation>
    </message>
</context>
<context>
    <name>note_of</name>
    <message>
        <source>{yuan} 元</source>
        <translation>￥{yuan}</translation>
    </message>
</context>
<context>
    <name>note_ordinal</name>
    <message>
        <source>第 {ordinal} 张</source>
        <translation>Note {ordinal}</translation>
    </message>
</context>
<context>
    <name>noted_down</name>
    <message>
        <source>已记下</source>
        <translation>Noted</translation>
    </message>
</context>
<context>
    <name>notes_differ</name>
    <message>
        <source>面额张数不同，请选择原因</source>
        <translation>Other notes than in the journal: choose a reason</translation>
    </message>
</context>
<context>
    <name>notes_none</name>
    <message>
        <source>还没有投入纸币</source>
        <translation>No note yet</translation>
    </message>
</context>
<context>
    <name>notes_recorded</name>
    <message>
        <source>每张均已记录</source>
        <translation>Every note recorded</translation>
    </message>
</context>
<context>
    <name>notes_taken</name>
    <message>
        <source>已收纸币</source>
        <translation>Notes taken</translation>
    </message>
</context>
<context>
    <name>nothing_charged</name>
    <message>
        <source>还没有收款</source>
        <translation>Nothing charged yet</translation>
    </message>
</context>
<context>
    <name>nothing_owed</name>
    <message>
        <source>没有欠费。投入的金额
将存入您的电费账户。</source>
        <translation>Nothing is owed. What you put in
is kept in your account.</translation>
    </message>
</context>
<context>
    <name>number_at_scanner</name>
    <message>
        <source>条码对准扫描口</source>
        <translation>Bar code to the scanner</translation>
    </message>
</context>
<context>
    <name>number_help</name>
    <message>
        <source>手边有账单？</source>
        <translation>Got your bill?</translation>
    </message>
</context>
<context>
    <name>number_help_scan</name>
    <message>
        <source>扫条码，不用输入</source>
        <translation>Scan it, no typing</translation>
    </message>
</context>
<context>
    <name>number_help_where</name>
    <message>
        <source>编号在右上角，
图中黄框处。</source>
        <translation>It is at the top right,
in the yellow box.</translation>
    </message>
</context>
<context>
    <name>number_title</name>
    <message>
        <source>请输入客户编号</source>
        <translation>Your customer number</translation>
    </message>
</context>
<context>
    <name>number_where</name>
    <message>
        <source>共 {length} 位数字，在账单右上角</source>
        <translation>{length} digits, top right on your bill</translation>
    </message>
</context>
<context>
    <name>one_moment</name>
    <message>
        <source>请稍候</source>
        <translation>One moment please</translation>
    </message>
</context>
<context>
    <name>onto_card</name>
    <message>
        <source>写入卡内</source>
        <translation>Onto the card</translation>
    </message>
</context>
<context>
    <name>open_box</name>
    <message>
        <source>打开钞箱</source>
        <translation>Open the box</translation>
    </message>
</context>
<context>
    <name>open_box_title</name>
    <message>
        <source>打开钞箱</source>
        <translation>Open the cash box</translation>
    </message>
</context>
<context>
    <name>operator_administrator</name>
    <message>
        <source>{name} · 管理员</source>
        <translation>{name} · administrator</translation>
    </message>
</context>
<context>
    <name>operator_collector</name>
    <message>
        <source>{name} · 收款员</source>
        <translation>{name} · collector</translation>
    </message>
</context>
<context>
    <name>operator_technician</name>
    <message>
        <source>{name} · 维护员</source>
        <translation>{name} · technician</translation>
    </message>
</context>
<context>
    <name>other_language</name>
    <message>
        <source>EN</source>
        <translation>中文</translation>
    </message>
</context>
<context>
    <name>out_of_service</name>
    <message>
        <source>暂停服务</source>
        <translation>Out of service</translation>
    </message>
</context>
<context>
    <name>out_of_service_since</name>
    <message>
        <source>开始时间</source>
        <translation>Since</translation>
    </message>
</context>
<context>
    <name>outcome</name>
    <message>
        <source>办理结果</source>
        <translation>Result</translation>
    </message>
</context>
<context>
    <name>outcome_claim</name>
    <message>
        <source>待核实</source>
        <translation>To be checked</translation>
    </message>
</context>
<context>
    <name>outcome_payment</name>
    <message>
        <source>已入账</source>
        <translation>Posted</translation>
    </message>
</context>
<context>
    <name>outcome_purchase</name>
    <message>
        <source>已入账，已写卡</source>
        <translation>Posted, on the card</translation>
    </message>
</context>
<context>
    <name>outcome_refused</name>
    <message>
        <source>未能入账</source>
        <translation>Not posted</translation>
    </message>
</context>
<context>
    <name>outcome_unconfirmed</name>
    <message>
        <source>正在确认</source>
        <translation>Being confirmed</translation>
    </message>
</context>
<context>
    <name>outcome_unwritten</name>
    <message>
        <source>已入账，未写卡</source>
        <translation>Posted, not on the card</translation>
    </message>
</context>
<context>
    <name>page_down</name>
    <message>
        <source>下一页</source>
        <translation>Next</translation>
    </message>
</context>
<context>
    <name>page_up</name>
    <message>
        <source>上一页</source>
        <translation>Previous</translation>
    </message>
</context>
<context>
    <name>paid_at</name>
    <message>
        <source>缴费时间</source>
        <translation>Time</translation>
    </message>
</context>
<context>
    <name>paid_so_far</name>
    <message>
        <source>已投入</source>
        <translation>Paid so far</translation>
    </message>
</context>
<context>
    <name>part_absent</name>
    <message>
        <source>未安装</source>
        <translation>not installed</translation>
    </message>
</context>
<context>
    <name>part_cash</name>
    <message>
        <source>现金</source>
        <translation>Cash</translation>
    </message>
</context>
<context>
    <name>part_meter_card</name>
    <message>
        <source>购电卡</source>
        <translation>Meter card</translation>
    </message>
</context>
<context>
    <name>part_platform</name>
    <message>
        <source>网络</source>
        <translation>Network</translation>
    </message>
</context>
<context>
    <name>part_receipt</name>
    <message>
        <source>打印凭条</source>
        <translation>Receipt</translation>
    </message>
</context>
<context>
    <name>part_scan</name>
    <message>
        <source>扫码</source>
        <translation>Scan</translation>
    </message>
</context>
<context>
    <name>part_well</name>
    <message>
        <source>工作正常</source>
        <translation>Working</translation>
    </message>
</context>
<context>
    <name>parts_need_attention</name>
    <message>
        <source>{count} 项需要处理</source>
        <translation>{count} parts need you</translation>
    </message>
</context>
<context>
    <name>password_help</name>
    <message>
        <source>忘记密码？</source>
        <translation>Forgotten it?</translation>
    </message>
</context>
<context>
    <name>password_help_where</name>
    <message>
        <source>请致电 {hotline}，
或到营业厅重置。</source>
        <translation>Call {hotline} or
ask at our office.</translation>
    </message>
</context>
<context>
    <name>password_rules</name>
    <message>
        <source>6至8位数字，避免连号和编号</source>
        <translation>6 to 8 digits, no row, no number of yours</translation>
    </message>
</context>
<context>
    <name>password_rules_short</name>
    <message>
        <source>新密码6至8位数字</source>
        <translation>6 to 8 digits</translation>
    </message>
</context>
<context>
    <name>password_shield</name>
    <message>
        <source>请遮挡密码</source>
        <translation>Shield your password</translation>
    </message>
</context>
<context>
    <name>password_title</name>
    <message>
        <source>请输入客户密码</source>
        <translation>Your customer password</translation>
    </message>
</context>
<context>
    <name>password_where</name>
    <message>
        <source>共 {length} 位数字，连续输错会锁定</source>
        <translation>{length} digits. Wrong tries lock it.</translation>
    </message>
</context>
<context>
    <name>paused</name>
    <message>
        <source>暂停</source>
        <translation>paused</translation>
    </message>
</context>
<context>
    <name>paused_bill_acceptor</name>
    <message>
        <source>纸币机暂停</source>
        <translation>Cash off</translation>
    </message>
</context>
<context>
    <name>paused_card_reader</name>
    <message>
        <source>读卡器暂停</source>
        <translation>Reader off</translation>
    </message>
</context>
<context>
    <name>paused_journal</name>
    <message>
        <source>维护中</source>
        <translation>Repair</translation>
    </message>
</context>
<context>
    <name>paused_platform</name>
    <message>
        <source>网络中断</source>
        <translation>Offline</translation>
    </message>
</context>
<context>
    <name>paused_receipt_printer</name>
    <message>
        <source>打印机暂停</source>
        <translation>Printer off</translation>
    </message>
</context>
<context>
    <name>pay_in_advance</name>
    <message>
        <source>预存电费</source>
        <translation>Prepay</translation>
    </message>
</context>
<context>
    <name>photograph_or_copy</name>
    <message>
        <source>记下后请按“已记下”</source>
        <translation>Press Noted when you have it</translation>
    </message>
</context>
<context>
    <name>pill_attention</name>
    <message>
        <source>注意</source>
        <translation>Look</translation>
    </message>
</context>
<context>
    <name>pill_fault</name>
    <message>
        <source>故障</source>
        <translation>Fault</translation>
    </message>
</context>
<context>
    <name>pill_none</name>
    <message>
        <source>未装</source>
        <translation>None</translation>
    </message>
</context>
<context>
    <name>pill_ok</name>
    <message>
        <source>正常</source>
        <translation>OK</translation>
    </message>
</context>
<context>
    <name>pill_unknown</name>
    <message>
        <source>未知</source>
        <translation>Unknown</translation>
    </message>
</context>
<context>
    <name>plain</name>
    <message>
        <source>{text}</source>
        <translation>{text}</translation>
    </message>
</context>
<context>
    <name>platform_no_answer</name>
    <message>
        <source>没有平台的核对结果，不能开箱</source>
        <translation>Without the platform&apos;s word the box stays shut</translation>
    </message>
</context>
<context>
    <name>platform_serial</name>
    <message>
        <source>平台流水</source>
        <translation>Platform</translation>
    </message>
</context>
<context>
    <name>please_wait</name>
    <message>
        <source>请稍候</source>
        <translation>Please wait</translation>
    </message>
</context>
<context>
    <name>preset_energy</name>
    <message>
        <source>{value} kWh</source>
        <translation>{value} kWh</translation>
    </message>
</context>
<context>
    <name>preset_money</name>
    <message>
        <source>{value} 元</source>
        <translation>￥{value}</translation>
    </message>
</context>
<context>
    <name>press_finish</name>
    <message>
        <source>投完请按“完成缴费”</source>
        <translation>Press Finish when you are done</translation>
    </message>
</context>
<context>
    <name>press_finish_purchase</name>
    <message>
        <source>投完请按“完成购电”</source>
        <translation>Press Finish when you are done</translation>
    </message>
</context>
<context>
    <name>press_insert_notes</name>
    <message>
        <source>核对后按“投入纸币”</source>
        <translation>Check, then Insert notes</translation>
    </message>
</context>
<context>
    <name>price</name>
    <message>
        <source>{price} 元/kWh</source>
        <translation>￥{price}/kWh</translation>
    </message>
</context>
<context>
    <name>price_of_tier</name>
    <message>
        <source>第{tier}档 {price} 元/kWh</source>
        <translation>Tier {tier}: ￥{price}/kWh</translation>
    </message>
</context>
<context>
    <name>print_again</name>
    <message>
        <source>重新打印</source>
        <translation>Print again</translation>
    </message>
</context>
<context>
    <name>print_count</name>
    <message>
        <source>打印清点单</source>
        <translation>Print the count</translation>
    </message>
</context>
<context>
    <name>print_differences</name>
    <message>
        <source>打印差异单</source>
        <translation>Print these</translation>
    </message>
</context>
<context>
    <name>print_slip</name>
    <message>
        <source>打印凭证</source>
        <translation>Print voucher</translation>
    </message>
</context>
<context>
    <name>print_slip_again</name>
    <message>
        <source>再打印一次</source>
        <translation>Print again</translation>
    </message>
</context>
<context>
    <name>print_voucher</name>
    <message>
        <source>打印凭证</source>
        <translation>Print voucher</translation>
    </message>
</context>
<context>
    <name>printing</name>
    <message>
        <source>凭条取走后可办理其他业务</source>
        <translation>Take the slip, then go on</translation>
    </message>
</context>
<context>
    <name>problem_customer_unknown</name>
    <message>
        <source>没有这个客户编号，请核对后重输</source>
        <translation>Number not found. Check it.</translation>
    </message>
</context>
<context>
    <name>problem_limit_exceeded</name>
    <message>
        <source>每次购电 ￥{minimum} 至 ￥{maximum}</source>
        <translation>From ￥{minimum} to ￥{maximum} at a time</translation>
    </message>
</context>
<context>
    <name>problem_not_a_bill_code</name>
    <message>
        <source>这不是电费账单，请扫描账单条码</source>
        <translation>Not a bill: scan its bar code</translation>
    </message>
</context>
<context>
    <name>problem_not_a_slip_code</name>
    <message>
        <source>这不是凭条的二维码，请扫描收款凭证</source>
        <translation>Not a slip: scan your failure slip</translation>
    </message>
</context>
<context>
    <name>problem_note_over_limit</name>
    <message>
        <source>超过本次上限，纸币已退回</source>
        <translation>Above the limit: note returned</translation>
    </message>
</context>
<context>
    <name>problem_note_rejected</name>
    <message>
        <source>请取回纸币，展平后重试</source>
        <translation>Take it back, flatten it, try again</translation>
    </message>
</context>
<context>
    <name>problem_note_returned</name>
    <message>
        <source>纸币已退回，请取走</source>
        <translation>Note returned, please take it</translation>
    </message>
</context>
<context>
    <name>problem_number_incomplete</name>
    <message>
        <source>客户编号应为{wanted}位，您输入了{typed}位</source>
        <translation>It has {wanted} digits, you typed {typed}</translation>
    </message>
</context>
<context>
    <name>problem_other</name>
    <message>
        <source>请核对后重试</source>
        <translation>Check it and try again</translation>
    </message>
</context>
<context>
    <name>problem_password_needed</name>
    <message>
        <source>本次扫码还需输入客户密码</source>
        <translation>Please enter the password too</translation>
    </message>
</context>
<context>
    <name>problem_password_wrong</name>
    <message>
        <source>密码不符，还可以试 {tries} 次</source>
        <translation>Not the password. {tries} tries left</translation>
    </message>
</context>
<context>
    <name>problem_password_wrong_plain</name>
    <message>
        <source>密码不符，请重新输入</source>
        <translation>Not the password. Try again</translation>
    </message>
</context>
<context>
    <name>problem_sale_incomplete</name>
    <message>
        <source>流水号为{wanted}位数字，您输入了{typed}位</source>
        <translation>The number has {wanted} digits, you typed {typed}</translation>
    </message>
</context>
<context>
    <name>problem_sale_unknown</name>
    <message>
        <source>没有这个流水号，请与凭条核对</source>
        <translation>No such number: check the slip</translation>
    </message>
</context>
<context>
    <name>problem_settle</name>
    <message>
        <source>没有完成，请再试一次</source>
        <translation>That was not done. Try again.</translation>
    </message>
</context>
<context>
    <name>problem_settle_box_not_opened</name>
    <message>
        <source>钞箱门没有打开，请再试</source>
        <translation>The door was not opened. Try again.</translation>
    </message>
</context>
<context>
    <name>problem_settle_cabinet_lost</name>
    <message>
        <source>锁控板没有答复，请再试</source>
        <translation>The lock does not answer. Try again.</translation>
    </message>
</context>
<context>
    <name>problem_settle_paper_end</name>
    <message>
        <source>打印机缺纸，请换纸再打印</source>
        <translation>No paper. Change it, then print again.</translation>
    </message>
</context>
<context>
    <name>problem_staff_differ</name>
    <message>
        <source>两次新密码不一致，请重新输入</source>
        <translation>The new passwords differ. Type them again.</translation>
    </message>
</context>
<context>
    <name>problem_staff_length</name>
    <message>
        <source>新密码应为6至8位数字</source>
        <translation>A password has 6 to 8 digits</translation>
    </message>
</context>
<context>
    <name>problem_staff_locked</name>
    <message>
        <source>连续输错，{minutes}分钟后再试</source>
        <translation>Too many tries. Try again in {minutes} minutes.</translation>
    </message>
</context>
<context>
    <name>problem_staff_not_a_witness</name>
    <message>
        <source>请由另一位操作员确认</source>
        <translation>Another operator must confirm</translation>
    </message>
</context>
<context>
    <name>problem_staff_too_simple</name>
    <message>
        <source>新密码太简单，请换一个</source>
        <translation>That is too simple. Choose another one.</translation>
    </message>
</context>
<context>
    <name>problem_staff_unavailable</name>
    <message>
        <source>暂时无法核对，请稍后再试</source>
        <translation>It cannot be verified now. Try again later.</translation>
    </message>
</context>
<context>
    <name>problem_staff_unchanged</name>
    <message>
        <source>新密码要与原密码不同</source>
        <translation>The new password must be another one</translation>
    </message>
</context>
<context>
    <name>problem_staff_wrong</name>
    <message>
        <source>编号或密码不对，请重新输入</source>
        <translation>Number or password is not right. Try again.</translation>
    </message>
</context>
<context>
    <name>purchase_limits</name>
    <message>
        <source>￥{minimum} 起，最多 ￥{maximum}</source>
        <translation>￥{minimum} to ￥{maximum}</translation>
    </message>
</context>
<context>
    <name>purchase_success_thanks</name>
    <message>
        <source>已写入购电卡，谢谢您。</source>
        <translation>It is on your card. Thank you.</translation>
    </message>
</context>
<context>
    <name>purchase_title</name>
    <message>
        <source>请选择购电金额</source>
        <translation>How much?</translation>
    </message>
</context>
<context>
    <name>purchase_title_energy</name>
    <message>
        <source>请选择购电量</source>
        <translation>How much energy?</translation>
    </message>
</context>
<context>
    <name>purchased_energy</name>
    <message>
        <source>购入电量</source>
        <translation>Energy</translation>
    </message>
</context>
<context>
    <name>quote_energy</name>
    <message>
        <source>约 &lt;b&gt;{energy} kWh&lt;/b&gt;</source>
        <translation>About &lt;b&gt;{energy} kWh&lt;/b&gt;</translation>
    </message>
</context>
<context>
    <name>quote_money</name>
    <message>
        <source>需 &lt;b&gt;￥{money}&lt;/b&gt;</source>
        <translation>Costs &lt;b&gt;￥{money}&lt;/b&gt;</translation>
    </message>
</context>
<context>
    <name>quoting_title</name>
    <message>
        <source>正在计算</source>
        <translation>Calculating</translation>
    </message>
</context>
<context>
    <name>rail_overview</name>
    <message>
        <source>概览</source>
        <translation>State</translation>
    </message>
</context>
<context>
    <name>rail_password</name>
    <message>
        <source>密码</source>
        <translation>Code</translation>
    </message>
</context>
<context>
    <name>rail_settle</name>
    <message>
        <source>缴款</source>
        <translation>Settle</translation>
    </message>
</context>
<context>
    <name>reading_title</name>
    <message>
        <source>正在读卡</source>
        <translation>Reading the card</translation>
    </message>
</context>
<context>
    <name>reason_jam_cleared</name>
    <message>
        <source>处理卡钞</source>
        <translation>Jam cleared</translation>
    </message>
</context>
<context>
    <name>reason_note_in_doubt</name>
    <message>
        <source>待核实纸币</source>
        <translation>Note in doubt</translation>
    </message>
</context>
<context>
    <name>reason_unexplained</name>
    <message>
        <source>原因不明</source>
        <translation>Unexplained</translation>
    </message>
</context>
<context>
    <name>reason_worn_note</name>
    <message>
        <source>残损纸币</source>
        <translation>Worn note</translation>
    </message>
</context>
<context>
    <name>receipt_energy</name>
    <message>
        <source>购入电量</source>
        <translation>Energy</translation>
    </message>
</context>
<context>
    <name>receipt_note</name>
    <message>
        <source>{value}元x{count}</source>
        <translation>￥{value}x{count}</translation>
    </message>
</context>
<context>
    <name>receipt_notes</name>
    <message>
        <source>实收现金</source>
        <translation>Cash received</translation>
    </message>
</context>
<context>
    <name>receipt_paid_valid</name>
    <message>
        <source>缴费有效，没有凭条也可查询。</source>
        <translation>Your payment is valid without the slip.</translation>
    </message>
</context>
<context>
    <name>receipt_title</name>
    <message>
        <source>请拍照或抄录</source>
        <translation>Photograph or copy this</translation>
    </message>
</context>
<context>
    <name>reconciled_left</name>
    <message>
        <source>未结 {count} 笔</source>
        <translation>{count} open</translation>
    </message>
</context>
<context>
    <name>reconciled_well</name>
    <message>
        <source>成功</source>
        <translation>All well</translation>
    </message>
</context>
<context>
    <name>recovers_itself</name>
    <message>
        <source>故障排除后，本机自动恢复服务。</source>
        <translation>Service returns by itself once this is repaired.</translation>
    </message>
</context>
<context>
    <name>remedy_amount</name>
    <message>
        <source>请联系平台核对</source>
        <translation>Ask the office</translation>
    </message>
</context>
<context>
    <name>remedy_foreign</name>
    <message>
        <source>请联系平台核对</source>
        <translation>Ask the office</translation>
    </message>
</context>
<context>
    <name>remedy_other</name>
    <message>
        <source>请联系平台核对</source>
        <translation>Ask the office</translation>
    </message>
</context>
<context>
    <name>remedy_pending</name>
    <message>
        <source>恢复：查询并补记</source>
        <translation>Repair: asked again</translation>
    </message>
</context>
<context>
    <name>remedy_unheard</name>
    <message>
        <source>恢复：重新上传</source>
        <translation>Repair: sent again</translation>
    </message>
</context>
<context>
    <name>repair</name>
    <message>
        <source>恢复并再查</source>
        <translation>Repair</translation>
    </message>
</context>
<context>
    <name>repair_comparing</name>
    <message>
        <source>逐笔对账</source>
        <translation>Comparing sale by sale</translation>
    </message>
</context>
<context>
    <name>repair_done</name>
    <message>
        <source>对账 {compared} 笔 补正 {made} 笔 剩 {left} 笔</source>
        <translation>{compared} compared, {made} made good, {left} left</translation>
    </message>
</context>
<context>
    <name>repair_failed</name>
    <message>
        <source>对账未完成，后台继续</source>
        <translation>Not finished; it goes on behind</translation>
    </message>
</context>
<context>
    <name>repair_sending</name>
    <message>
        <source>补发流水</source>
        <translation>Sending the journal</translation>
    </message>
</context>
<context>
    <name>repair_uploading</name>
    <message>
        <source>上传流水文件</source>
        <translation>Uploading the journal file</translation>
    </message>
</context>
<context>
    <name>resume_settlement</name>
    <message>
        <source>继续缴款</source>
        <translation>Go on</translation>
    </message>
</context>
<context>
    <name>safely_recorded</name>
    <message>
        <source>已安全记录</source>
        <translation>Safely recorded</translation>
    </message>
</context>
<context>
    <name>sale_number</name>
    <message>
        <source>流水号</source>
        <translation>Transaction no.</translation>
    </message>
</context>
<context>
    <name>say_bills</name>
    <message>
        <source>请核对户名和账单，再按右下角继续。</source>
        <translation>Check the name and the bills, then press bottom right.</translation>
    </message>
</context>
<context>
    <name>say_card_insert</name>
    <message>
        <source>请插入购电卡，芯片朝上。</source>
        <translation>Insert your meter card, chip side up.</translation>
    </message>
</context>
<context>
    <name>say_card_insert_problem</name>
    <message>
        <source>请看屏幕提示，再插一次卡。</source>
        <translation>Look at the screen, and insert the card again.</translation>
    </message>
</context>
<context>
    <name>say_card_take</name>
    <message>
        <source>请取走购电卡。</source>
        <translation>Take your meter card.</translation>
    </message>
</context>
<context>
    <name>say_card_writing</name>
    <message>
        <source>正在写卡，请勿取卡。请勿取卡。</source>
        <translation>Writing your card. Do not remove it. Do not remove the card.</translation>
    </message>
</context>
<context>
    <name>say_cash</name>
    <message>
        <source>请逐张放入纸币，放完按右下角。本机不找零。</source>
        <translation>Insert notes one at a time, then press bottom right. No change is given.</translation>
    </message>
</context>
<context>
    <name>say_cash_problem</name>
    <message>
        <source>请取回纸币，看屏幕提示。</source>
        <translation>Take the note back, and look at the screen.</translation>
    </message>
</context>
<context>
    <name>say_enquiry_done</name>
    <message>
        <source>这笔款项已经入账，请看屏幕提示。</source>
        <translation>This payment is booked. Please look at the screen.</translation>
    </message>
</context>
<context>
    <name>say_enquiry_number</name>
    <message>
        <source>请输入凭条上的流水号，再按右下角确认。</source>
        <translation>Please type the number on your slip, then press bottom right to confirm.</translation>
    </message>
</context>
<context>
    <name>say_enquiry_number_problem</name>
    <message>
        <source>请核对凭条上的流水号，再输一遍。</source>
        <translation>Please compare the number with your slip, and type it again.</translation>
    </message>
</context>
<context>
    <name>say_enquiry_open</name>
    <message>
        <source>款项已安全记录，请看屏幕提示。</source>
        <translation>Your money is safely recorded. Please look at the screen.</translation>
    </message>
</context>
<context>
    <name>say_explanation</name>
    <message>
        <source>现在不能办理，请看屏幕提示。</source>
        <translation>This cannot be done now. Please look at the screen.</translation>
    </message>
</context>
<context>
    <name>say_idle</name>
    <message>
        <source>触摸屏幕开始办理。</source>
        <translation>Touch the screen to begin.</translation>
    </message>
</context>
<context>
    <name>say_menu</name>
    <message>
        <source>请选择业务。左上方缴电费，旁边是卡表购电。</source>
        <translation>Choose a service. Pay a bill is at the top left, meter card next to it.</translation>
    </message>
</context>
<context>
    <name>say_number</name>
    <message>
        <source>请输入客户编号，再按右下角确认。</source>
        <translation>Enter your customer number, then press confirm, bottom right.</translation>
    </message>
</context>
<context>
    <name>say_number_problem</name>
    <message>
        <source>请核对客户编号，再输一遍。</source>
        <translation>Check your customer number and enter it again.</translation>
    </message>
</context>
<context>
    <name>say_out_of_service</name>
    <message>
        <source>本机暂停服务，请用其他终端。</source>
        <translation>Out of service. Please use another machine.</translation>
    </message>
</context>
<context>
    <name>say_password</name>
    <message>
        <source>请输入密码，并遮挡键盘。</source>
        <translation>Enter your password. Cover the keypad.</translation>
    </message>
</context>
<context>
    <name>say_password_problem</name>
    <message>
        <source>请看屏幕提示，再输一遍密码。</source>
        <translation>Look at the screen, and enter your password again.</translation>
    </message>
</context>
<context>
    <name>say_purchase</name>
    <message>
        <source>请选择买多少电，再按右下角继续。</source>
        <translation>Choose how much to buy, then press bottom right.</translation>
    </message>
</context>
<context>
    <name>say_purchase_problem</name>
    <message>
        <source>请看屏幕提示，另选一个数。</source>
        <translation>Look at the screen, and choose again.</translation>
    </message>
</context>
<context>
    <name>say_starting</name>
    <message>
        <source>正在启动，请稍候。</source>
        <translation>Starting. Please wait.</translation>
    </message>
</context>
<context>
    <name>say_still_there</name>
    <message>
        <source>您还在吗？要继续，请按大按钮。</source>
        <translation>Are you still there? To go on, press the large button.</translation>
    </message>
</context>
<context>
    <name>say_success</name>
    <message>
        <source>办理成功，请取走凭条。</source>
        <translation>Done. Please take your slip.</translation>
    </message>
</context>
<context>
    <name>say_success_card</name>
    <message>
        <source>办理成功，请取走购电卡和凭条。</source>
        <translation>Done. Please take your card and your slip.</translation>
    </message>
</context>
<context>
    <name>say_trouble</name>
    <message>
        <source>款项已安全记录，请取走凭条，看屏幕提示。</source>
        <translation>Your money is recorded. Take the slip, and look at the screen.</translation>
    </message>
</context>
<context>
    <name>say_trouble_card</name>
    <message>
        <source>款项已安全记录，请取走卡和凭条。</source>
        <translation>Your money is recorded. Take your card and your slip.</translation>
    </message>
</context>
<context>
    <name>say_wait</name>
    <message>
        <source>正在处理，请稍候。</source>
        <translation>Please wait.</translation>
    </message>
</context>
<context>
    <name>say_wait_with_money</name>
    <message>
        <source>正在入账，请勿离开。</source>
        <translation>Your payment is being recorded. Please stay here.</translation>
    </message>
</context>
<context>
    <name>say_without_slip</name>
    <message>
        <source>凭条没有打出，请记下流水号。</source>
        <translation>No slip was printed. Please copy the number on the screen.</translation>
    </message>
</context>
<context>
    <name>scan_number</name>
    <message>
        <source>扫码可保存
流水号</source>
        <translation>Scan it
to keep
the number</translation>
    </message>
</context>
<context>
    <name>seconds_ago</name>
    <message>
        <source>{count} 秒前</source>
        <translation>{count} s ago</translation>
    </message>
</context>
<context>
    <name>service_bill_payment</name>
    <message>
        <source>缴电费</source>
        <translation>Bill payment</translation>
    </message>
</context>
<context>
    <name>service_buy_electricity</name>
    <message>
        <source>卡表购电</source>
        <translation>Top up meter</translation>
    </message>
</context>
<context>
    <name>service_buy_electricity_hint</name>
    <message>
        <source>插入购电卡，现金充值</source>
        <translation>Insert your meter card</translation>
    </message>
</context>
<context>
    <name>service_notices</name>
    <message>
        <source>服务公告</source>
        <translation>Notices</translation>
    </message>
</context>
<context>
    <name>service_notices_hint</name>
    <message>
        <source>电价、停电与服务指南</source>
        <translation>Prices, outages, service</translation>
    </message>
</context>
<context>
    <name>service_pay_bill</name>
    <message>
        <source>缴电费</source>
        <translation>Pay a bill</translation>
    </message>
</context>
<context>
    <name>service_pay_bill_hint</name>
    <message>
        <source>按客户编号，现金缴费</source>
        <translation>By number, with cash</translation>
    </message>
</context>
<context>
    <name>service_purchase</name>
    <message>
        <source>卡表购电</source>
        <translation>Electricity by card</translation>
    </message>
</context>
<context>
    <name>service_query</name>
    <message>
        <source>查询</source>
        <translation>Balance</translation>
    </message>
</context>
<context>
    <name>service_query_hint</name>
    <message>
        <source>余额、电量、缴费记录</source>
        <translation>Bills, usage, payments</translation>
    </message>
</context>
<context>
    <name>service_recharge_card</name>
    <message>
        <source>充值卡</source>
        <translation>Voucher</translation>
    </message>
</context>
<context>
    <name>service_recharge_card_hint</name>
    <message>
        <source>购买或使用充值卡</source>
        <translation>Buy or use a voucher</translation>
    </message>
</context>
<context>
    <name>service_reprint</name>
    <message>
        <source>补打 · 补写</source>
        <translation>Reprint</translation>
    </message>
</context>
<context>
    <name>service_reprint_hint</name>
    <message>
        <source>查付款结果，补打补写</source>
        <translation>Find or print a payment</translation>
    </message>
</context>
<context>
    <name>settle_steps</name>
    <message>
        <source>1预查询 2核对 3凭证 4开箱</source>
        <translation>Check, agree, slip, box</translation>
    </message>
</context>
<context>
    <name>settled_title</name>
    <message>
        <source>缴款完成</source>
        <translation>Settled</translation>
    </message>
</context>
<context>
    <name>settlement_below</name>
    <message>
        <source>缴款号 {number} · ￥{amount}</source>
        <translation>Settlement {number} · ￥{amount}</translation>
    </message>
</context>
<context>
    <name>settlement_refused</name>
    <message>
        <source>已记录，平台拒收，请联系平台</source>
        <translation>Recorded, but the platform refuses it</translation>
    </message>
</context>
<context>
    <name>settlement_reported</name>
    <message>
        <source>平台已登记，可以恢复服务</source>
        <translation>The platform has it. Service goes on.</translation>
    </message>
</context>
<context>
    <name>settlement_title</name>
    <message>
        <source>缴款</source>
        <translation>Settlement</translation>
    </message>
</context>
<context>
    <name>settlement_unfinished</name>
    <message>
        <source>缴款 {number} 未完成，请继续</source>
        <translation>Settlement {number} is not finished.</translation>
    </message>
</context>
<context>
    <name>settlement_unreported</name>
    <message>
        <source>已记录，联网后自动上报</source>
        <translation>Recorded; reported once online</translation>
    </message>
</context>
<context>
    <name>sign_in_below</name>
    <message>
        <source>输入操作员编号和密码</source>
        <translation>Enter operator number and password</translation>
    </message>
</context>
<context>
    <name>sign_in_title</name>
    <message>
        <source>工作人员登录</source>
        <translation>Staff sign-in</translation>
    </message>
</context>
<context>
    <name>silence_buys</name>
    <message>
        <source>停止投币 {seconds} 秒后，
已投金额自动用于购电</source>
        <translation>{seconds} s after the last note, the
amount paid buys energy</translation>
    </message>
</context>
<context>
    <name>silence_leaves</name>
    <message>
        <source>{seconds} 秒内没有投币，
将返回首页</source>
        <translation>Without a note, this ends
after {seconds} s</translation>
    </message>
</context>
<context>
    <name>silence_pays</name>
    <message>
        <source>停止投币 {seconds} 秒后，
已投金额自动缴入账户</source>
        <translation>{seconds} s after the last note, the
amount paid is posted</translation>
    </message>
</context>
<context>
    <name>slip_copy_number</name>
    <message>
        <source>请拍照或抄录流水号</source>
        <translation>Photograph the number</translation>
    </message>
</context>
<context>
    <name>slip_failed</name>
    <message>
        <source>凭条没有打出来</source>
        <translation>The slip was not printed</translation>
    </message>
</context>
<context>
    <name>slip_printed</name>
    <message>
        <source>凭条已打印，请取走</source>
        <translation>Your slip is ready</translation>
    </message>
</context>
<context>
    <name>slip_printing</name>
    <message>
        <source>正在打印凭条</source>
        <translation>Printing your slip</translation>
    </message>
</context>
<context>
    <name>slip_take_below</name>
    <message>
        <source>在屏幕下方</source>
        <translation>Below the screen</translation>
    </message>
</context>
<context>
    <name>staff_area</name>
    <message>
        <source>维护界面</source>
        <translation>Staff area</translation>
    </message>
</context>
<context>
    <name>staff_code</name>
    <message>
        <source>维护代码 {codes}</source>
        <translation>Service code {codes}</translation>
    </message>
</context>
<context>
    <name>staff_only</name>
    <message>
        <source>仅限工作人员</source>
        <translation>Staff only</translation>
    </message>
</context>
<context>
    <name>stage_checking</name>
    <message>
        <source>校验</source>
        <translation>Check</translation>
    </message>
</context>
<context>
    <name>stage_done</name>
    <message>
        <source>完成</source>
        <translation>Done</translation>
    </message>
</context>
<context>
    <name>stage_reading_back</name>
    <message>
        <source>回读</source>
        <translation>Verify</translation>
    </message>
</context>
<context>
    <name>stage_writing</name>
    <message>
        <source>写入</source>
        <translation>Write</translation>
    </message>
</context>
<context>
    <name>starting_hint</name>
    <message>
        <source>全部就绪后自动开始服务</source>
        <translation>Service begins when all is ready</translation>
    </message>
</context>
<context>
    <name>starting_title</name>
    <message>
        <source>正在启动</source>
        <translation>Starting</translation>
    </message>
</context>
<context>
    <name>state_FAILED</name>
    <message>
        <source>失败</source>
        <translation>Failed</translation>
    </message>
</context>
<context>
    <name>state_NONE</name>
    <message>
        <source>无记录</source>
        <translation>None</translation>
    </message>
</context>
<context>
    <name>state_SUCCEEDED</name>
    <message>
        <source>成功</source>
        <translation>Done</translation>
    </message>
</context>
<context>
    <name>state_UNKNOWN</name>
    <message>
        <source>处理中</source>
        <translation>Pending</translation>
    </message>
</context>
<context>
    <name>state_other</name>
    <message>
        <source>其它</source>
        <translation>Other</translation>
    </message>
</context>
<context>
    <name>stay</name>
    <message>
        <source>继续办理</source>
        <translation>Go on</translation>
    </message>
</context>
<context>
    <name>step_amount</name>
    <message>
        <source>选择金额</source>
        <translation>Amount</translation>
    </message>
</context>
<context>
    <name>step_bills</name>
    <message>
        <source>核对账单</source>
        <translation>Check the bill</translation>
    </message>
</context>
<context>
    <name>step_card</name>
    <message>
        <source>插入购电卡</source>
        <translation>Insert the card</translation>
    </message>
</context>
<context>
    <name>step_insert_notes</name>
    <message>
        <source>投入纸币</source>
        <translation>Insert notes</translation>
    </message>
</context>
<context>
    <name>step_number</name>
    <message>
        <source>输入编号</source>
        <translation>Your number</translation>
    </message>
</context>
<context>
    <name>step_password</name>
    <message>
        <source>输入密码</source>
        <translation>Password</translation>
    </message>
</context>
<context>
    <name>step_result</name>
    <message>
        <source>办理结果</source>
        <translation>Result</translation>
    </message>
</context>
<context>
    <name>step_sale_number</name>
    <message>
        <source>流水号</source>
        <translation>Number</translation>
    </message>
</context>
<context>
    <name>step_settle_1</name>
    <message>
        <source>缴款预查询</source>
        <translation>Pre-check</translation>
    </message>
</context>
<context>
    <name>step_settle_2</name>
    <message>
        <source>核对相符</source>
        <translation>Agreed</translation>
    </message>
</context>
<context>
    <name>step_settle_3</name>
    <message>
        <source>缴款凭证</source>
        <translation>Voucher</translation>
    </message>
</context>
<context>
    <name>step_settle_4</name>
    <message>
        <source>开箱清点</source>
        <translation>Open and count</translation>
    </message>
</context>
<context>
    <name>step_write_card</name>
    <message>
        <source>正在写卡</source>
        <translation>Writing the card</translation>
    </message>
</context>
<context>
    <name>still_due</name>
    <message>
        <source>还差</source>
        <translation>Still due</translation>
    </message>
</context>
<context>
    <name>still_there</name>
    <message>
        <source>您还在吗？</source>
        <translation>Are you still there?</translation>
    </message>
</context>
<context>
    <name>still_there_money</name>
    <message>
        <source>您已投入 &lt;b&gt;￥{paid}&lt;/b&gt;，已安全记录。
时间到后，自动缴入您的电费账户。</source>
        <translation>You have put in &lt;b&gt;￥{paid}&lt;/b&gt;, safely recorded.
When time is up, it is posted to your account.</translation>
    </message>
</context>
<context>
    <name>still_there_nothing</name>
    <message>
        <source>时间到后，返回首页。
您输入的内容会清除。</source>
        <translation>When time is up, this ends.
What you typed is cleared.</translation>
    </message>
</context>
<context>
    <name>still_there_purchase</name>
    <message>
        <source>您已投入 &lt;b&gt;￥{paid}&lt;/b&gt;，已安全记录。
时间到后，自动用于购电。</source>
        <translation>You have put in &lt;b&gt;￥{paid}&lt;/b&gt;, safely recorded.
When time is up, it buys electricity.</translation>
    </message>
</context>
<context>
    <name>success_part</name>
    <message>
        <source>已入账，谢谢您。</source>
        <translation>It is on your account. Thank you.</translation>
    </message>
</context>
<context>
    <name>success_thanks</name>
    <message>
        <source>电费已缴清，谢谢您。</source>
        <translation>Thank you. Nothing is owed.</translation>
    </message>
</context>
<context>
    <name>take_card</name>
    <message>
        <source>请取走购电卡</source>
        <translation>Take your card</translation>
    </message>
</context>
<context>
    <name>take_card_first</name>
    <message>
        <source>请先取卡</source>
        <translation>Take the card first</translation>
    </message>
</context>
<context>
    <name>take_slip</name>
    <message>
        <source>凭条会从屏幕下方出来</source>
        <translation>It comes out below the screen</translation>
    </message>
</context>
<context>
    <name>take_slip_first</name>
    <message>
        <source>请先取凭条</source>
        <translation>Take the slip first</translation>
    </message>
</context>
<context>
    <name>take_your_card</name>
    <message>
        <source>请取走购电卡</source>
        <translation>Take your card</translation>
    </message>
</context>
<context>
    <name>tally_difference</name>
    <message>
        <source>相差</source>
        <translation>Difference</translation>
    </message>
</context>
<context>
    <name>tally_platform</name>
    <message>
        <source>平台记录</source>
        <translation>Platform</translation>
    </message>
</context>
<context>
    <name>tally_terminal</name>
    <message>
        <source>本机流水</source>
        <translation>This terminal</translation>
    </message>
</context>
<context>
    <name>terminal</name>
    <message>
        <source>终端 {terminal}</source>
        <translation>Terminal {terminal}</translation>
    </message>
</context>
<context>
    <name>terminal_at_site</name>
    <message>
        <source>终端 {terminal} · {site}</source>
        <translation>Terminal {terminal} · {site}</translation>
    </message>
</context>
<context>
    <name>terminal_number</name>
    <message>
        <source>终端编号</source>
        <translation>Terminal</translation>
    </message>
</context>
<context>
    <name>this_payment</name>
    <message>
        <source>本次缴费</source>
        <translation>This payment</translation>
    </message>
</context>
<context>
    <name>this_purchase</name>
    <message>
        <source>本次购电</source>
        <translation>This purchase</translation>
    </message>
</context>
<context>
    <name>time</name>
    <message>
        <source>时间</source>
        <translation>Time</translation>
    </message>
</context>
<context>
    <name>title_claim</name>
    <message>
        <source>有一张纸币待核实</source>
        <translation>One note in doubt</translation>
    </message>
</context>
<context>
    <name>title_payment</name>
    <message>
        <source>缴费成功</source>
        <translation>Paid</translation>
    </message>
</context>
<context>
    <name>title_purchase</name>
    <message>
        <source>购电成功</source>
        <translation>Topped up</translation>
    </message>
</context>
<context>
    <name>title_refused</name>
    <message>
        <source>已收款，未能入账</source>
        <translation>Received, not posted</translation>
    </message>
</context>
<context>
    <name>title_unconfirmed</name>
    <message>
        <source>款项已收到，正在确认</source>
        <translation>Received, confirming</translation>
    </message>
</context>
<context>
    <name>title_unwritten</name>
    <message>
        <source>已收款，写卡未完成</source>
        <translation>Paid, card not written</translation>
    </message>
</context>
<context>
    <name>to_account</name>
    <message>
        <source>存入账户</source>
        <translation>To account</translation>
    </message>
</context>
<context>
    <name>to_customers</name>
    <message>
        <source>回到客户界面</source>
        <translation>To customers</translation>
    </message>
</context>
<context>
    <name>to_pay</name>
    <message>
        <source>应缴</source>
        <translation>To pay</translation>
    </message>
</context>
<context>
    <name>todo_E2101</name>
    <message>
        <source>再次预查询；仍不符请先对账</source>
        <translation>Compare again; if it remains, reconcile first</translation>
    </message>
</context>
<context>
    <name>todo_E2102</name>
    <message>
        <source>先对账，再请平台核对</source>
        <translation>Reconcile first, then ask the office</translation>
    </message>
</context>
<context>
    <name>todo_E2103</name>
    <message>
        <source>稍候再查；仍不符请停止缴款并上报</source>
        <translation>Wait, compare again; if it remains, report it</translation>
    </message>
</context>
<context>
    <name>todo_E2104</name>
    <message>
        <source>请平台处理告警后再查</source>
        <translation>The office sees to the alarm; then compare again</translation>
    </message>
</context>
<context>
    <name>todo_E2105</name>
    <message>
        <source>请平台恢复后再查</source>
        <translation>The office puts it back; then compare again</translation>
    </message>
</context>
<context>
    <name>todo_E2106</name>
    <message>
        <source>一分钟后再查；仍不符请联系平台</source>
        <translation>Compare again in a minute; else ask the office</translation>
    </message>
</context>
<context>
    <name>todo_E2107</name>
    <message>
        <source>先对账，再查</source>
        <translation>Reconcile, then compare again</translation>
    </message>
</context>
<context>
    <name>todo_other</name>
    <message>
        <source>请联系平台核对</source>
        <translation>Ask the office</translation>
    </message>
</context>
<context>
    <name>told_explain_booked</name>
    <message>
        <source>这笔缴费已成功，无须再缴</source>
        <translation>Complete: do not pay again</translation>
    </message>
</context>
<context>
    <name>told_explain_bought</name>
    <message>
        <source>这笔购电已成功，无须再购</source>
        <translation>Complete: do not buy again</translation>
    </message>
</context>
<context>
    <name>told_explain_doubt</name>
    <message>
        <source>清点钱箱后才能确定</source>
        <translation>Settled when the box is counted</translation>
    </message>
</context>
<context>
    <name>told_explain_pending</name>
    <message>
        <source>暂时没有结果，这不是失败</source>
        <translation>No result yet: this is not a failure</translation>
    </message>
</context>
<context>
    <name>told_explain_refused</name>
    <message>
        <source>刚才又办理了一次，仍未入账</source>
        <translation>Tried again, without success</translation>
    </message>
</context>
<context>
    <name>told_explain_to_write</name>
    <message>
        <source>插入购电卡即可补写，不再收款</source>
        <translation>Booked: nothing more to pay</translation>
    </message>
</context>
<context>
    <name>told_explain_unheard</name>
    <message>
        <source>收款终端还没有上传这笔记录</source>
        <translation>The terminal has not told us yet</translation>
    </message>
</context>
<context>
    <name>told_hint_again</name>
    <message>
        <source>可再查一次，或离开</source>
        <translation>Check again, or leave</translation>
    </message>
</context>
<context>
    <name>told_hint_card</name>
    <message>
        <source>准备好购电卡，再按右下角</source>
        <translation>Have the card ready</translation>
    </message>
</context>
<context>
    <name>told_hint_print</name>
    <message>
        <source>可打印凭证，也可直接离开</source>
        <translation>Print a voucher, or leave</translation>
    </message>
</context>
<context>
    <name>told_money_booked</name>
    <message>
        <source>￥{amount}，已入账</source>
        <translation>￥{amount}, booked</translation>
    </message>
</context>
<context>
    <name>told_money_doubt</name>
    <message>
        <source>纸币的去向待核实，已有记录。</source>
        <translation>One note is being looked for.</translation>
    </message>
</context>
<context>
    <name>told_next_booked</name>
    <message>
        <source>可打印缴费凭证，作为缴费依据。</source>
        <translation>You can print a voucher.</translation>
    </message>
</context>
<context>
    <name>told_next_bought</name>
    <message>
        <source>请将购电卡插入电表，完成充值。</source>
        <translation>Insert the card into your meter.</translation>
    </message>
</context>
<context>
    <name>told_next_doubt</name>
    <message>
        <source>工作人员核实后处理，请保留凭条。</source>
        <translation>Please keep the slip.</translation>
    </message>
</context>
<context>
    <name>told_next_pending</name>
    <message>
        <source>系统确认后自动入账，请勿重复缴费。</source>
        <translation>Booked soon. Do not pay again.</translation>
    </message>
</context>
<context>
    <name>told_next_refused</name>
    <message>
        <source>工作人员会退回或补记这笔款项。</source>
        <translation>Our staff will refund or book it.</translation>
    </message>
</context>
<context>
    <name>told_next_to_write</name>
    <message>
        <source>请按右下角，插入同一张购电卡。</source>
        <translation>Press right, insert the card.</translation>
    </message>
</context>
<context>
    <name>told_next_unheard</name>
    <message>
        <source>终端连网后自动入账，请勿重复缴费。</source>
        <translation>Booked then. Do not pay again.</translation>
    </message>
</context>
<context>
    <name>told_title_booked</name>
    <message>
        <source>已经入账</source>
        <translation>It is booked</translation>
    </message>
</context>
<context>
    <name>told_title_bought</name>
    <message>
        <source>已入账，已写卡</source>
        <translation>Booked, card written</translation>
    </message>
</context>
<context>
    <name>told_title_doubt</name>
    <message>
        <source>有一张纸币待核实</source>
        <translation>A note in doubt</translation>
    </message>
</context>
<context>
    <name>told_title_pending</name>
    <message>
        <source>款项已收到，正在确认</source>
        <translation>Being confirmed</translation>
    </message>
</context>
<context>
    <name>told_title_refused</name>
    <message>
        <source>已收款，未能入账</source>
        <translation>Not booked yet</translation>
    </message>
</context>
<context>
    <name>told_title_to_write</name>
    <message>
        <source>已入账，还没写卡</source>
        <translation>Card not written</translation>
    </message>
</context>
<context>
    <name>told_title_unheard</name>
    <message>
        <source>款项已收到，等待上传</source>
        <translation>On its way</translation>
    </message>
</context>
<context>
    <name>touch_to_start</name>
    <message>
        <source>触摸屏幕开始</source>
        <translation>Touch to start</translation>
    </message>
</context>
<context>
    <name>trouble_bill_acceptor</name>
    <message>
        <source>需处理</source>
        <translation>Look into</translation>
    </message>
</context>
<context>
    <name>trouble_bill_acceptor_cassette_full</name>
    <message>
        <source>钞箱已满</source>
        <translation>Box full</translation>
    </message>
</context>
<context>
    <name>trouble_bill_acceptor_cassette_jammed</name>
    <message>
        <source>钞箱卡钞</source>
        <translation>Box jammed</translation>
    </message>
</context>
<context>
    <name>trouble_bill_acceptor_cassette_removed</name>
    <message>
        <source>钞箱取出</source>
        <translation>Box out</translation>
    </message>
</context>
<context>
    <name>trouble_bill_acceptor_cheated</name>
    <message>
        <source>疑似作弊</source>
        <translation>Cheating</translation>
    </message>
</context>
<context>
    <name>trouble_bill_acceptor_failure</name>
    <message>
        <source>部件故障</source>
        <translation>Part failed</translation>
    </message>
</context>
<context>
    <name>trouble_bill_acceptor_note_in_doubt</name>
    <message>
        <source>纸币待核</source>
        <translation>In doubt</translation>
    </message>
</context>
<context>
    <name>trouble_bill_acceptor_pause</name>
    <message>
        <source>有第二张</source>
        <translation>Second note</translation>
    </message>
</context>
<context>
    <name>trouble_bill_acceptor_validator_jammed</name>
    <message>
        <source>通道卡钞</source>
        <translation>Note stuck</translation>
    </message>
</context>
<context>
    <name>trouble_card_reader_backup_power</name>
    <message>
        <source>备用电池</source>
        <translation>Battery</translation>
    </message>
</context>
<context>
    <name>trouble_card_reader_card_in_mouth</name>
    <message>
        <source>卡口有卡</source>
        <translation>Card waits</translation>
    </message>
</context>
<context>
    <name>trouble_card_reader_card_jam</name>
    <message>
        <source>卡片卡住</source>
        <translation>Card stuck</translation>
    </message>
</context>
<context>
    <name>trouble_card_reader_card_left</name>
    <message>
        <source>机内有卡</source>
        <translation>Card inside</translation>
    </message>
</context>
<context>
    <name>trouble_card_reader_line_lost</name>
    <message>
        <source>线路断开</source>
        <translation>Line lost</translation>
    </message>
</context>
<context>
    <name>trouble_card_reader_malformed_answers</name>
    <message>
        <source>应答异常</source>
        <translation>Garbled</translation>
    </message>
</context>
<context>
    <name>trouble_card_reader_reader_taken</name>
    <message>
        <source>被占用</source>
        <translation>In use</translation>
    </message>
</context>
<context>
    <name>trouble_card_reader_reader_unplugged</name>
    <message>
        <source>未连接</source>
        <translation>Unplugged</translation>
    </message>
</context>
<context>
    <name>trouble_card_reader_service_absent</name>
    <message>
        <source>服务未启</source>
        <translation>No service</translation>
    </message>
</context>
<context>
    <name>trouble_card_reader_service_stuck</name>
    <message>
        <source>服务停滞</source>
        <translation>Stuck</translation>
    </message>
</context>
<context>
    <name>trouble_card_reader_shutter</name>
    <message>
        <source>卡口故障</source>
        <translation>Shutter</translation>
    </message>
</context>
<context>
    <name>trouble_card_reader_supply_voltage</name>
    <message>
        <source>电压偏低</source>
        <translation>Low power</translation>
    </message>
</context>
<context>
    <name>trouble_journal_disk_full</name>
    <message>
        <source>磁盘已满</source>
        <translation>Disk full</translation>
    </message>
</context>
<context>
    <name>trouble_journal_file_refused</name>
    <message>
        <source>明细文件被平台拒收</source>
        <translation>A journal file was refused by the platform</translation>
    </message>
</context>
<context>
    <name>trouble_journal_notes_in_doubt</name>
    <message>
        <source>待核实纸币过多，请结算清点</source>
        <translation>Too many notes in doubt: settle and count</translation>
    </message>
</context>
<context>
    <name>trouble_journal_settlement_refused</name>
    <message>
        <source>缴款被拒收</source>
        <translation>Settlement refused</translation>
    </message>
</context>
<context>
    <name>trouble_not_answering</name>
    <message>
        <source>无应答</source>
        <translation>Silent</translation>
    </message>
</context>
<context>
    <name>trouble_other</name>
    <message>
        <source>需处理</source>
        <translation>Look into</translation>
    </message>
</context>
<context>
    <name>trouble_platform_no_identity</name>
    <message>
        <source>没有证书</source>
        <translation>No identity</translation>
    </message>
</context>
<context>
    <name>trouble_platform_refused</name>
    <message>
        <source>被拒绝</source>
        <translation>Refused</translation>
    </message>
</context>
<context>
    <name>trouble_receipt_printer_cover_open</name>
    <message>
        <source>上盖打开</source>
        <translation>Open</translation>
    </message>
</context>
<context>
    <name>trouble_receipt_printer_cutter</name>
    <message>
        <source>切刀卡住</source>
        <translation>Cutter</translation>
    </message>
</context>
<context>
    <name>trouble_receipt_printer_mechanism</name>
    <message>
        <source>机械故障</source>
        <translation>Broken</translation>
    </message>
</context>
<context>
    <name>trouble_receipt_printer_no_confirmation</name>
    <message>
        <source>未确认</source>
        <translation>Unsure</translation>
    </message>
</context>
<context>
    <name>trouble_receipt_printer_offline</name>
    <message>
        <source>脱机</source>
        <translation>Offline</translation>
    </message>
</context>
<context>
    <name>trouble_receipt_printer_paper_end</name>
    <message>
        <source>缺纸</source>
        <translation>No paper</translation>
    </message>
</context>
<context>
    <name>trouble_receipt_printer_paper_near_end</name>
    <message>
        <source>纸将尽</source>
        <translation>Paper low</translation>
    </message>
</context>
<context>
    <name>trouble_starting</name>
    <message>
        <source>启动中</source>
        <translation>Starting</translation>
    </message>
</context>
<context>
    <name>understood</name>
    <message>
        <source>我知道了</source>
        <translation>Understood</translation>
    </message>
</context>
<context>
    <name>unit_bill_acceptor</name>
    <message>
        <source>纸币机</source>
        <translation>Acceptor</translation>
    </message>
</context>
<context>
    <name>unit_card_reader</name>
    <message>
        <source>读卡器</source>
        <translation>Reader</translation>
    </message>
</context>
<context>
    <name>unit_cash_box</name>
    <message>
        <source>钞箱</source>
        <translation>Cash box</translation>
    </message>
</context>
<context>
    <name>unit_clock</name>
    <message>
        <source>时钟</source>
        <translation>Clock</translation>
    </message>
</context>
<context>
    <name>unit_disk</name>
    <message>
        <source>磁盘</source>
        <translation>Disk</translation>
    </message>
</context>
<context>
    <name>unit_doors</name>
    <message>
        <source>箱门</source>
        <translation>Doors</translation>
    </message>
</context>
<context>
    <name>unit_journal</name>
    <message>
        <source>流水</source>
        <translation>Journal</translation>
    </message>
</context>
<context>
    <name>unit_platform</name>
    <message>
        <source>平台</source>
        <translation>Platform</translation>
    </message>
</context>
<context>
    <name>unit_receipt_printer</name>
    <message>
        <source>凭条打印机</source>
        <translation>Printer</translation>
    </message>
</context>
<context>
    <name>unit_scanner</name>
    <message>
        <source>扫码器</source>
        <translation>Scanner</translation>
    </message>
</context>
<context>
    <name>unit_ups</name>
    <message>
        <source>UPS</source>
        <translation>UPS</translation>
    </message>
</context>
<context>
    <name>unwritten_is_safe</name>
    <message>
        <source>写卡没有完成也不会丢钱，
可以凭流水号补写。</source>
        <translation>If it fails, nothing is lost:
it can be written again.</translation>
    </message>
</context>
<context>
    <name>use_other_terminal</name>
    <message>
        <source>使用附近的其他终端</source>
        <translation>Use another terminal</translation>
    </message>
</context>
<context>
    <name>use_other_terminal_where</name>
    <message>
        <source>或到供电营业厅柜台办理</source>
        <translation>or come to our office</translation>
    </message>
</context>
<context>
    <name>version</name>
    <message>
        <source>版本 {version}</source>
        <translation>Version {version}</translation>
    </message>
</context>
<context>
    <name>voice</name>
    <message>
        <source>语音</source>
        <translation>Voice</translation>
    </message>
</context>
<context>
    <name>volume_high</name>
    <message>
        <source>大声</source>
        <translation>Loud</translation>
    </message>
</context>
<context>
    <name>volume_low</name>
    <message>
        <source>小声</source>
        <translation>Low</translation>
    </message>
</context>
<context>
    <name>volume_medium</name>
    <message>
        <source>适中</source>
        <translation>Medium</translation>
    </message>
</context>
<context>
    <name>volume_off</name>
    <message>
        <source>静音</source>
        <translation>Off</translation>
    </message>
</context>
<context>
    <name>voucher_first</name>
    <message>
        <source>先打印凭证，才能开箱</source>
        <translation>Print the voucher first</translation>
    </message>
</context>
<context>
    <name>voucher_take</name>
    <message>
        <source>取走凭证，再打开钞箱</source>
        <translation>Take the voucher, then open the box</translation>
    </message>
</context>
<context>
    <name>voucher_title</name>
    <message>
        <source>缴款凭证</source>
        <translation>Settlement voucher</translation>
    </message>
</context>
<context>
    <name>wait_a_moment</name>
    <message>
        <source>通常只需几秒</source>
        <translation>It takes a few seconds</translation>
    </message>
</context>
<context>
    <name>wait_asking</name>
    <message>
        <source>查询客户</source>
        <translation>Find the customer</translation>
    </message>
</context>
<context>
    <name>wait_booking</name>
    <message>
        <source>登记入账</source>
        <translation>Post the payment</translation>
    </message>
</context>
<context>
    <name>wait_closing</name>
    <message>
        <source>正在结束本期</source>
        <translation>Closing the period</translation>
    </message>
</context>
<context>
    <name>wait_counted</name>
    <message>
        <source>记录款项</source>
        <translation>Record the money</translation>
    </message>
</context>
<context>
    <name>wait_elapsed</name>
    <message>
        <source>已等待 {seconds} 秒</source>
        <translation>{seconds} s so far</translation>
    </message>
</context>
<context>
    <name>wait_enquiring</name>
    <message>
        <source>正在查询并办理</source>
        <translation>Looking it up, and finishing it</translation>
    </message>
</context>
<context>
    <name>wait_for_note</name>
    <message>
        <source>请稍候，正在处理纸币</source>
        <translation>One moment, the note is checked</translation>
    </message>
</context>
<context>
    <name>wait_hint</name>
    <message>
        <source>请勿离开</source>
        <translation>Please stay here</translation>
    </message>
</context>
<context>
    <name>wait_identifying</name>
    <message>
        <source>核对卡片信息</source>
        <translation>Check the card</translation>
    </message>
</context>
<context>
    <name>wait_precheck</name>
    <message>
        <source>正在与平台核对</source>
        <translation>Comparing with the platform</translation>
    </message>
</context>
<context>
    <name>wait_quoting</name>
    <message>
        <source>按您的电价计算</source>
        <translation>At your tariff</translation>
    </message>
</context>
<context>
    <name>wait_reading</name>
    <message>
        <source>读取购电卡</source>
        <translation>Read the card</translation>
    </message>
</context>
<context>
    <name>wait_repair</name>
    <message>
        <source>正在重新上传</source>
        <translation>Asking again about what differs</translation>
    </message>
</context>
<context>
    <name>wait_reporting</name>
    <message>
        <source>正在上报缴款</source>
        <translation>Reporting the settlement</translation>
    </message>
</context>
<context>
    <name>wait_slip</name>
    <message>
        <source>打印凭条</source>
        <translation>Print the slip</translation>
    </message>
</context>
<context>
    <name>wait_voucher</name>
    <message>
        <source>正在打印缴款凭证</source>
        <translation>Printing the voucher</translation>
    </message>
</context>
<context>
    <name>weekday_0</name>
    <message>
        <source>星期一</source>
        <translation>Monday</translation>
    </message>
</context>
<context>
    <name>weekday_1</name>
    <message>
        <source>星期二</source>
        <translation>Tuesday</translation>
    </message>
</context>
<context>
    <name>weekday_2</name>
    <message>
        <source>星期三</source>
        <translation>Wednesday</translation>
    </message>
</context>
<context>
    <name>weekday_3</name>
    <message>
        <source>星期四</source>
        <translation>Thursday</translation>
    </message>
</context>
<context>
    <name>weekday_4</name>
    <message>
        <source>星期五</source>
        <translation>Friday</translation>
    </message>
</context>
<context>
    <name>weekday_5</name>
    <message>
        <source>星期六</source>
        <translation>Saturday</translation>
    </message>
</context>
<context>
    <name>weekday_6</name>
    <message>
        <source>星期日</source>
        <translation>Sunday</translation>
    </message>
</context>
<context>
    <name>what_you_can_do</name>
    <message>
        <source>您可以</source>
        <translation>What you can do</translation>
    </message>
</context>
<context>
    <name>where_money_is</name>
    <message>
        <source>您的钱</source>
        <translation>Your money</translation>
    </message>
</context>
<context>
    <name>why_account_closed</name>
    <message>
        <source>这户已经销户。</source>
        <translation>This account is closed.</translation>
    </message>
</context>
<context>
    <name>why_arrears_first</name>
    <message>
        <source>这户还有欠费，请先缴清。</source>
        <translation>Bills must be paid first.</translation>
    </message>
</context>
<context>
    <name>why_bill_acceptor</name>
    <message>
        <source>纸币机正在维护。</source>
        <translation>The cash slot is being serviced.</translation>
    </message>
</context>
<context>
    <name>why_bill_acceptor_cassette_full</name>
    <message>
        <source>钞箱已满，等待清点。</source>
        <translation>The cash box is full.</translation>
    </message>
</context>
<context>
    <name>why_bill_acceptor_cassette_jammed</name>
    <message>
        <source>钞箱卡钞，等待处理。</source>
        <translation>A note is stuck in the cash box.</translation>
    </message>
</context>
<context>
    <name>why_bill_acceptor_cassette_removed</name>
    <message>
        <source>钞箱正在更换。</source>
        <translation>The cash box is being changed.</translation>
    </message>
</context>
<context>
    <name>why_bill_acceptor_note_in_doubt</name>
    <message>
        <source>最后一张纸币待核实。</source>
        <translation>The last note must be checked.</translation>
    </message>
</context>
<context>
    <name>why_bill_acceptor_validator_jammed</name>
    <message>
        <source>纸币机卡钞，等待处理。</source>
        <translation>A note is stuck in the cash slot.</translation>
    </message>
</context>
<context>
    <name>why_binding_wrong</name>
    <message>
        <source>这台终端的程序需要更新。</source>
        <translation>This machine&apos;s program must be updated.</translation>
    </message>
</context>
<context>
    <name>why_cabinet_door_open</name>
    <message>
        <source>箱门没有关好</source>
        <translation>A door is open</translation>
    </message>
</context>
<context>
    <name>why_cabinet_door_unknown</name>
    <message>
        <source>箱门状态不明</source>
        <translation>A door&apos;s state is unknown</translation>
    </message>
</context>
<context>
    <name>why_cabinet_settlement</name>
    <message>
        <source>正在缴款</source>
        <translation>Cash is being collected</translation>
    </message>
</context>
<context>
    <name>why_card_blank</name>
    <message>
        <source>这张卡还没有开户。</source>
        <translation>This card is not in use yet.</translation>
    </message>
</context>
<context>
    <name>why_card_gone</name>
    <message>
        <source>卡已拔出。</source>
        <translation>The card was taken out.</translation>
    </message>
</context>
<context>
    <name>why_card_locked</name>
    <message>
        <source>这张卡已锁定。</source>
        <translation>This card is locked.</translation>
    </message>
</context>
<context>
    <name>why_card_meter_customer</name>
    <message>
        <source>这户是卡表，请用购电卡购电。</source>
        <translation>This meter uses a card.</translation>
    </message>
</context>
<context>
    <name>why_card_reader</name>
    <message>
        <source>读卡器正在维护。</source>
        <translation>The card slot is being serviced.</translation>
    </message>
</context>
<context>
    <name>why_card_refused</name>
    <message>
        <source>卡没有通过校验。</source>
        <translation>The card failed the check.</translation>
    </message>
</context>
<context>
    <name>why_card_replaced</name>
    <message>
        <source>这张卡已经换过新卡。</source>
        <translation>This card has been replaced.</translation>
    </message>
</context>
<context>
    <name>why_card_unreadable</name>
    <message>
        <source>没有读出这张卡，请重新插入。</source>
        <translation>Card not read. Insert it again.</translation>
    </message>
</context>
<context>
    <name>why_clone_suspected</name>
    <message>
        <source>这台终端需要核实身份。</source>
        <translation>This machine&apos;s identity must be checked.</translation>
    </message>
</context>
<context>
    <name>why_counter_mismatch</name>
    <message>
        <source>卡上的购电次数对不上。</source>
        <translation>The card&apos;s purchase count is off.</translation>
    </message>
</context>
<context>
    <name>why_customer_locked</name>
    <message>
        <source>密码输错多次，请 {minutes} 分钟后再试。</source>
        <translation>Too many tries. Wait {minutes} minutes.</translation>
    </message>
</context>
<context>
    <name>why_customer_locked_plain</name>
    <message>
        <source>密码输错多次，已暂时锁定。</source>
        <translation>Too many tries. Locked for now.</translation>
    </message>
</context>
<context>
    <name>why_customer_mismatch</name>
    <message>
        <source>卡和客户档案不一致。</source>
        <translation>The card does not match the customer.</translation>
    </message>
</context>
<context>
    <name>why_customer_unknown</name>
    <message>
        <source>没有找到这个客户。</source>
        <translation>This customer was not found.</translation>
    </message>
</context>
<context>
    <name>why_fault</name>
    <message>
        <source>程序出现故障，正在重新启动。</source>
        <translation>The program is being restarted.</translation>
    </message>
</context>
<context>
    <name>why_in_workflow</name>
    <message>
        <source>这户正在办理业务变更。</source>
        <translation>This account is being changed.</translation>
    </message>
</context>
<context>
    <name>why_journal</name>
    <message>
        <source>存储设备正在维护。</source>
        <translation>The storage is being serviced.</translation>
    </message>
</context>
<context>
    <name>why_journal_disk_full</name>
    <message>
        <source>存储空间已满，等待处理。</source>
        <translation>The storage is full.</translation>
    </message>
</context>
<context>
    <name>why_journal_notes_in_doubt</name>
    <message>
        <source>现金箱等待工作人员清点。</source>
        <translation>The cash box waits to be counted by staff.</translation>
    </message>
</context>
<context>
    <name>why_last_purchase_not_used</name>
    <message>
        <source>上次购的电还没有插表。</source>
        <translation>The last purchase is not in the meter.</translation>
    </message>
</context>
<context>
    <name>why_limit_exceeded</name>
    <message>
        <source>金额超过本次上限。</source>
        <translation>The amount is above the limit.</translation>
    </message>
</context>
<context>
    <name>why_meter_mismatch</name>
    <message>
        <source>卡和电表不一致。</source>
        <translation>The card does not match the meter.</translation>
    </message>
</context>
<context>
    <name>why_no_answer</name>
    <message>
        <source>网络暂时没有回应。</source>
        <translation>There is no answer just now.</translation>
    </message>
</context>
<context>
    <name>why_not_a_customer_card</name>
    <message>
        <source>这不是购电卡，请换一张。</source>
        <translation>This is not a meter card.</translation>
    </message>
</context>
<context>
    <name>why_other</name>
    <message>
        <source>现在不能办理这项业务。</source>
        <translation>This cannot be done now.</translation>
    </message>
</context>
<context>
    <name>why_other_card</name>
    <message>
        <source>这不是原来的卡。</source>
        <translation>This is another card.</translation>
    </message>
</context>
<context>
    <name>why_password_wrong</name>
    <message>
        <source>密码不符。</source>
        <translation>That is not the password.</translation>
    </message>
</context>
<context>
    <name>why_platform</name>
    <message>
        <source>网络暂时中断。</source>
        <translation>There is no connection.</translation>
    </message>
</context>
<context>
    <name>why_reader_lost</name>
    <message>
        <source>读卡器暂停。</source>
        <translation>The card slot is off.</translation>
    </message>
</context>
<context>
    <name>why_receipt_printer</name>
    <message>
        <source>打印机正在维护。</source>
        <translation>The printer is being serviced.</translation>
    </message>
</context>
<context>
    <name>why_receipt_printer_cover_open</name>
    <message>
        <source>打印机盖没有关好。</source>
        <translation>The printer&apos;s cover is open.</translation>
    </message>
</context>
<context>
    <name>why_receipt_printer_paper_end</name>
    <message>
        <source>打印纸用完，等待更换。</source>
        <translation>The printer is out of paper.</translation>
    </message>
</context>
<context>
    <name>why_rewrite_first</name>
    <message>
        <source>上次购电还没有写到卡上。</source>
        <translation>The last purchase is not on the card.</translation>
    </message>
</context>
<context>
    <name>why_slip_forged</name>
    <message>
        <source>这张凭条的二维码未通过核验</source>
        <translation>This slip is not genuine</translation>
    </message>
</context>
<context>
    <name>why_too_many_tries</name>
    <message>
        <source>查询次数过多，请{minutes}分钟后再试</source>
        <translation>Asked too often: wait {minutes} min</translation>
    </message>
</context>
<context>
    <name>why_too_many_tries_plain</name>
    <message>
        <source>查询次数过多，请稍后再试</source>
        <translation>Asked too often: try later</translation>
    </message>
</context>
<context>
    <name>will_ask_to_take_card</name>
    <message>
        <source>写好后，屏幕会请您取卡</source>
        <translation>You will be told when to take it</translation>
    </message>
</context>
<context>
    <name>witness_below</name>
    <message>
        <source>另一位操作员确认清点结果</source>
        <translation>Another operator confirms the count</translation>
    </message>
</context>
<context>
    <name>witness_title</name>
    <message>
        <source>第二人签字</source>
        <translation>Second person</translation>
    </message>
</context>
<context>
    <name>zero_for_none</name>
    <message>
        <source>没有的填 0</source>
        <translation>0 for none</translation>
    </message>
</context>
</TS>
