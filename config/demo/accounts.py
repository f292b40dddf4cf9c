"""Who can sign in to the demonstration, one for each role. The password is the same for all and of no use elsewhere."""

PASSWORD = "fengqiao-demo-2026"  # noqa: S105  printed on the console on purpose; guards only invented data

#: (role as the console prints it, key and user name, name, role, place key)
CAST: tuple[tuple[str, str, str, str, str], ...] = (
    ("信息员(枫桥镇)", "xinxi", "何信", "info_officer", "枫桥镇"),
    ("窗口(枫桥镇)", "chuangkou", "吕接待", "window", "枫桥镇"),
    ("调解员(枫桥镇)", "tiaojie", "陈和", "mediator", "枫桥镇"),
    ("主席(枫桥镇)", "zhuxi", "骆定安", "chair", "枫桥镇"),
    ("副主席(枫桥镇)", "fuzhuxi", "周明礼", "vice_chair", "枫桥镇"),
    ("督查员(诸暨市)", "ducha", "郦察", "supervisor", "诸暨市"),
    ("县主席(诸暨市)", "xianzhuxi", "杨守正", "chair", "诸暨市"),
    ("劳动法律监督员(诸暨市)", "jiandu", "金监", "labour_inspector", "诸暨市"),
    ("集体协商指导员(诸暨市)", "zhidao", "石导", "bargaining_adviser", "诸暨市"),
    ("外来员工联络员(店口镇)", "lianluo", "罗联", "liaison", "店口镇"),
    ("用人单位代表(枫晚衬衫)", "danwei", "宣总", "employer_rep", "枫晚衬衫"),
    ("用人单位代表(杜黄建设)", "jianshe", "冯建", "employer_rep", "杜黄建设"),
    ("协作单位(枫桥人社所)", "renshe", "蒋社", "partner_officer", "枫桥人社所"),
    ("协作单位(枫桥司法所)", "sifa", "戚法", "partner_officer", "枫桥司法所"),
    ("协作单位(枫桥应急管理所)", "yingji", "葛岗", "partner_officer", "枫桥应急管理所"),
    ("四方席位(枫桥劳动保护监督委员会)", "weiyuan", "章席", "partner_officer", "枫桥镇劳动保护监督委员会"),
    ("三方席位(枫桥商会)", "shanghui", "柏会", "partner_officer", "枫桥商会"),
    ("系统管理员(诸暨市)", "xitong", "毛设", "system_admin", "诸暨市"),
    ("安全管理员(诸暨市)", "anquan", "俞安", "security_admin", "诸暨市"),
    ("审计管理员(诸暨市)", "shenji", "斯核", "audit_admin", "诸暨市"),
)
SIGN_INS: tuple[tuple[str, str, str], ...] = tuple(
    (role, username, PASSWORD) for role, username, *_rest in CAST
)

#: People who work here but whom nobody needs to sign in as: (key, name, role, place key)
OTHERS: tuple[tuple[str, str, str, str], ...] = (
    ("tiaojie2", "楼平", "mediator", "枫桥镇"),
    ("dk_zhuxi", "何顺", "chair", "店口镇"),
    ("dk_tiaojie", "阮调", "mediator", "店口镇"),
    ("dk_tiaojie2", "傅解", "mediator", "店口镇"),
    ("dk_chuangkou", "金迎", "window", "店口镇"),
    ("dt_zhuxi", "寿和", "chair", "大唐街道"),
    ("dt_tiaojie", "边允", "mediator", "大唐街道"),
    ("dt_chuangkou", "姚候", "window", "大唐街道"),
    ("pt_zhuxi", "郭平", "chair", "牌头镇"),
    ("pt_tiaojie", "张解", "mediator", "牌头镇"),
    ("cun_zhuxi", "陈村", "chair", "枫源村"),
    ("cun_tiaojie", "骆邻", "mediator", "枫源村"),
    ("qiye_zhuxi", "汪工", "chair", "枫晚衬衫工会"),
    ("qiye_tiaojie", "严班", "mediator", "枫晚衬衫工会"),
    ("xian_tiaojie", "斯衡", "mediator", "诸暨市"),
    ("dw_huiji", "俞厂", "employer_rep", "会稽纺机"),
    ("dw_buxi", "楼总", "employer_rep", "步溪食品"),
    ("dw_meichi", "赵总", "employer_rep", "湄池水暖"),
    ("dw_caota", "钱总", "employer_rep", "草塔针织"),
    ("dw_doushan", "石总", "employer_rep", "斗岩石材"),
    ("dw_lixi", "何厂", "employer_rep", "栎溪鞋底"),
    ("dw_jiangzao", "余总", "employer_rep", "江藻家纺"),
    ("dk_renshe", "傅社", "partner_officer", "店口人社所"),
    ("dk_shanghui", "陈会", "partner_officer", "店口商会"),
    ("dt_renshe", "姚社", "partner_officer", "大唐人社所"),
    ("dt_shanghui", "边会", "partner_officer", "大唐袜业商会"),
    ("fyuan", "周立", "partner_officer", "诸暨市人民法院枫桥法庭"),
    ("jiancha", "许监", "partner_officer", "诸暨市劳动保障监察大队"),
)

#: Invented enterprises: (key, name, town, has a union, its committee has both sides)
EMPLOYERS: tuple[tuple[str, str, str, bool, bool], ...] = (
    ("枫晚衬衫", "诸暨枫晚衬衫有限公司", "枫桥镇", True, True),
    ("会稽纺机", "诸暨会稽山纺机厂", "枫桥镇", False, False),
    ("步溪食品", "诸暨步溪食品有限公司", "枫桥镇", False, False),
    ("杜黄建设", "浙江杜黄新桥建设有限公司", "枫桥镇", False, False),
    ("白塔铜业", "诸暨白塔湖铜业有限公司", "店口镇", True, True),
    ("湄池水暖", "诸暨湄池水暖器材有限公司", "店口镇", False, False),
    ("越联管业", "诸暨越联管业有限公司", "店口镇", False, False),
    ("金袜织造", "诸暨金袜坊织造有限公司", "大唐街道", True, False),
    ("轻纺物流", "诸暨轻纺云物流有限公司", "大唐街道", False, False),
    ("草塔针织", "诸暨草塔针织厂", "大唐街道", False, False),
    ("五泄旅游", "诸暨五泄溪旅游服务有限公司", "五泄镇", False, False),
    ("斗岩石材", "诸暨斗岩石材有限公司", "牌头镇", False, False),
    ("山下湖珠", "诸暨蚌壳里珍珠饰品有限公司", "山下湖镇", False, False),
    ("栎溪鞋底", "诸暨栎溪鞋底加工厂", "枫桥镇", False, False),
    ("江藻家纺", "诸暨江藻家纺有限公司", "枫桥镇", False, False),
    ("枫江劳务", "诸暨枫江建筑劳务有限公司", "枫桥镇", False, False),
    ("浣东制衣", "诸暨浣纱制衣厂", "枫桥镇", False, False),
    ("五指阀门", "诸暨五指山阀门有限公司", "店口镇", False, False),
)
