import { pair } from "./pair";

export const talk = pair({
  title: "在线客服", short: "客服", hello: "你好，我是商城助手。可以问订单到哪了、怎么退货、尺码、库存、优惠券和店里的规定。只会看你自己的订单。", placeholder: "请输入问题", send: "发送", sending: "正在回答", notSent: "没有发出去，点这里再试", order: "订单 {no}", confirm: "确认", decline: "不用了", until: "{time} 前有效", done: "已处理", helpful: "有帮助", unhelpful: "没帮助", thanks: "谢谢反馈",
  person: "转人工", personSure: "转给人工客服？客服会看到这次对话。", waiting: "已转人工，请稍候，人工客服会在这里回复", taken: "人工客服正在为你服务", closed: "会话已结束，再发一条就重新开始", close: "结束会话", byPerson: "人工客服", source: "依据：{title}", about: "正在咨询：{what}", assistant: "商城助手", me: "我",
}, {
  title: "Service", short: "Ask", hello: "Hello, I am the mall's assistant. Ask me about orders, returns, sizes, stock, coupons and the shop's rules. I only ever see your own orders.", placeholder: "Type a question", send: "Send", sending: "Answering", notSent: "Not sent: tap to try again", order: "Order {no}", confirm: "Confirm", decline: "No, thanks", until: "valid until {time}", done: "Done", helpful: "It helped", unhelpful: "It did not help", thanks: "Thank you",
  person: "Ask a person", personSure: "Let a person answer? They will see this talk.", waiting: "We have asked a person, who will answer here", taken: "A person is with you", closed: "The talk has ended; write again to start a new one", close: "End talk", byPerson: "Person", source: "From: {title}", about: "About: {what}", assistant: "Assistant", me: "Me",
});
