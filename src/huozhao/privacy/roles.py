"""Who may do what: the permissions, and the roles and scopes that bundle them.

A permission is `<area>:<act>`. Which permission a route needs stands in http/gate/permissions.py; which ones a role has
stands here. Nobody has `me:use` but a shopper's own token; nobody needs more than what these tables say.
"""

from huozhao.terms.errors import BadInput
from huozhao.terms.text import Text

PERMISSIONS: dict[str, Text] = {
    "status:read": Text("看运行状态", "see how the engine is"),
    "events:write": Text("送入事件", "send events"),
    "failed:read": Text("看被拒的事件", "see refused events"),
    "failed:write": Text("重试、移除被拒的事件", "replay and remove refused events"),
    "imports:write": Text("导入文件", "import files"),
    "jobs:read": Text("看任务", "see jobs"),
    "jobs:write": Text("启动、停止任务", "start and stop jobs"),
    "goods:read": Text("看商品和门店", "see goods and shops"),
    "goods:write": Text("改商品和门店", "change goods and shops"),
    "stock:read": Text("看库存", "see stock"),
    "stock:write": Text("记库存", "record stock"),
    "orders:read": Text("看订单", "see orders"),
    "orders:write": Text("下单、改订单状态", "place and move orders"),
    "plans:read": Text("看补货计划", "see plans"),
    "plans:write": Text("批准、修改补货建议", "decide proposals"),
    "board:read": Text("看看板", "see the board"),
    "scenes:read": Text("看场景", "see scenes"),
    "scenes:write": Text("改场景、设定天气", "change scenes and set the weather"),
    "talks:read": Text("看客服会话", "see talks with shoppers"),
    "talks:write": Text("接管、回复客服会话", "take over and answer talks"),
    "page:read": Text("取推荐页", "ask for pages"),
    "recommendations:explain": Text("看推荐为何如此", "see why pages are as they are"),
    "merch_rules:write": Text("改推荐规则", "change merchant rules"),
    "tags:read": Text("看标签、分群的定义和人数", "see tags and segments with their sizes"),
    "tags:write": Text("改标签、分群规则", "change tags and segments"),
    "crowds:read": Text("看人群和策略", "see crowds and strategies"),
    "crowds:write": Text("改人群和策略", "change crowds and strategies"),
    "crowds:export": Text("导出人群（脱敏）", "export crowds, masked"),
    "decisions:write": Text("为顾客选策略", "decide which strategy a shopper meets"),
    "shoppers:read": Text("看单个顾客", "see single shoppers"),
    "shoppers:write": Text("登记顾客资料", "tell facts about shoppers"),
    "shoppers:lookup": Text("按手机号等查找顾客", "find shoppers by phone and the like"),
    "shoppers:reveal": Text("查看手机号、姓名、地址原文", "read phones, names and addresses in the clear"),
    "privacy:read": Text("看隐私设置与请求", "see purposes, notices and requests"),
    "privacy:write": Text("代顾客办理同意、副本、更正、删除", "handle consents and requests of shoppers"),
    "privacy:rotate": Text("轮换密钥、改保存期限", "rotate keys and change retention"),
    "tokens:issue": Text("签发顾客令牌", "issue shopper tokens"),
    "access_log:read": Text("看访问记录", "read the access log"),
    "users:manage": Text("管理用户", "manage users"),
    "keys:manage": Text("管理接口密钥", "manage API keys"),
    "webhooks:read": Text("看其他系统的订阅", "see which systems subscribe, and what they are told"),
    "webhooks:manage": Text("管理其他系统的订阅", "let systems subscribe, pause and delete that"),
    "malls:connect": Text("读取其他商城的数据库", "read the databases of other malls"),
    "me:use": Text("顾客本人", "act as a shopper, with that shopper's own token"),
}
EVERYTHING = frozenset(PERMISSIONS) - {"me:use"}
OWNER_ONLY = frozenset({"users:manage", "keys:manage", "privacy:rotate", "access_log:read", "tokens:issue",
                        "webhooks:manage", "malls:connect"})
ROLES: dict[str, frozenset[str]] = {
    "owner": EVERYTHING,
    "operator": EVERYTHING - OWNER_ONLY,
    "analyst": frozenset({
        "status:read", "jobs:read", "goods:read", "stock:read", "plans:read", "board:read", "tags:read", "tags:write",
        "crowds:read", "crowds:write", "crowds:export", "privacy:read", "scenes:read",
    }),
    "service": frozenset({
        "status:read", "events:write", "failed:read", "failed:write", "imports:write", "jobs:read", "jobs:write",
        "goods:read", "goods:write", "stock:read", "stock:write", "orders:read", "orders:write", "page:read",
        "decisions:write", "shoppers:write", "tokens:issue",
    }),
}  # fmt: skip
SHOPPER = frozenset({"events:write", "page:read", "me:use"})


def permissions_of(role: str) -> frozenset[str]:
    """Return the permissions of a role; BadInput names a role that does not exist."""
    if role not in ROLES:
        raise BadInput("unknown_role", f"there is no role {role!r} / 没有这个角色", field="role",
                       hint=f"use one of {', '.join(ROLES)}")
    return ROLES[role]


def permissions_in(scopes: tuple[str, ...]) -> frozenset[str]:
    """Return what an API key with these scopes may do: a permission, `area:*`, or `*` for everything."""
    found: set[str] = set()
    for scope in scopes:
        area, _, act = scope.partition(":")
        named = {p for p in EVERYTHING if scope in ("*", p) or (act == "*" and p.startswith(f"{area}:"))}
        if not named:
            raise BadInput("unknown_scope", f"there is no scope {scope!r} / 没有这个权限", field="scopes",
                           hint=f"use *, an area such as goods:*, or one of {', '.join(sorted(EVERYTHING))}")
        found |= named
    if not found:
        raise BadInput("scope_missing", "a key needs at least one scope / 密钥至少要有一项权限", field="scopes",
                       hint="for example events:write")
    return frozenset(found)
