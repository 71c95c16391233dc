"""What is said aloud: one fixed sentence or two for each screen, in the catalogue's form (see `messages`).

Nothing is filled in, so that no name, address, number, amount or balance can reach the loudspeaker (T18). At most
six seconds each, measured on the recordings. Chinese words that the synthesiser reads with another tone or sound
than they have here are left out ("重新", "银行").
"""


def _entry(key: str, text: str) -> tuple[str, str]:
    return key, text


QT_TRANSLATE_NOOP = _entry

SPOKEN_ENTRIES = (
    QT_TRANSLATE_NOOP("say_idle", "触摸屏幕开始办理。"),
    QT_TRANSLATE_NOOP("say_starting", "正在启动，请稍候。"),
    QT_TRANSLATE_NOOP("say_out_of_service", "本机暂停服务，请用其他终端。"),
    QT_TRANSLATE_NOOP("say_menu", "请选择业务。左上方缴电费，旁边是卡表购电。"),
    QT_TRANSLATE_NOOP("say_number", "请输入客户编号，再按右下角确认。"),
    QT_TRANSLATE_NOOP("say_number_problem", "请核对客户编号，再输一遍。"),
    QT_TRANSLATE_NOOP("say_password", "请输入密码，并遮挡键盘。"),
    QT_TRANSLATE_NOOP("say_password_problem", "请看屏幕提示，再输一遍密码。"),
    QT_TRANSLATE_NOOP("say_card_insert", "请插入购电卡，芯片朝上。"),
    QT_TRANSLATE_NOOP("say_card_insert_problem", "请看屏幕提示，再插一次卡。"),
    QT_TRANSLATE_NOOP("say_card_take", "请取走购电卡。"),
    QT_TRANSLATE_NOOP("say_explanation", "现在不能办理，请看屏幕提示。"),
    QT_TRANSLATE_NOOP("say_bills", "请核对户名和账单，再按右下角继续。"),
    QT_TRANSLATE_NOOP("say_purchase", "请选择买多少电，再按右下角继续。"),
    QT_TRANSLATE_NOOP("say_purchase_problem", "请看屏幕提示，另选一个数。"),
    QT_TRANSLATE_NOOP("say_cash", "请逐张放入纸币，放完按右下角。本机不找零。"),
    QT_TRANSLATE_NOOP("say_cash_problem", "请取回纸币，看屏幕提示。"),
    QT_TRANSLATE_NOOP("say_wait", "正在处理，请稍候。"),
    QT_TRANSLATE_NOOP("say_wait_with_money", "正在入账，请勿离开。"),
    QT_TRANSLATE_NOOP("say_card_writing", "正在写卡，请勿取卡。请勿取卡。"),
    QT_TRANSLATE_NOOP("say_success", "办理成功，请取走凭条。"),
    QT_TRANSLATE_NOOP("say_success_card", "办理成功，请取走购电卡和凭条。"),
    QT_TRANSLATE_NOOP("say_trouble", "款项已安全记录，请取走凭条，看屏幕提示。"),
    QT_TRANSLATE_NOOP("say_trouble_card", "款项已安全记录，请取走卡和凭条。"),
    QT_TRANSLATE_NOOP("say_without_slip", "凭条没有打出，请记下流水号。"),
    QT_TRANSLATE_NOOP("say_still_there", "您还在吗？要继续，请按大按钮。"),
)
