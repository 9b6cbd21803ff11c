"""The measures that protect personal data, in words, for the record of processing."""

from huozhao.terms.text import Text

MEASURES = (
    Text("逐用途同意，默认关闭；撤回后一秒内在采集、计算、使用各环节生效",
         "Consent for each purpose, off by default; a withdrawal is in force everywhere within a second"),
    Text("电话、姓名、地址以 AES-256-GCM 加密，每人一把密钥，主密钥可轮换",
         "Phone, name, address sealed by AES-256-GCM, one key a person, under a master key that rotates"),
    Text("事件日志按人加密；删除即销毁密钥，旧备份不可再读",
         "The event log is sealed by person; an erasure destroys the key, so that old backups are unreadable"),
    Text("到期数据每日自动清理", "What is due goes by itself every day"),
    Text("没有声明用途的字段在入口被拒绝", "A field without a declared purpose is refused at the door"),
    Text("每次查看个人信息都有记录", "Every look at personal data is on record"),
)
