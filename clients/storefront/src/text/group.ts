import { pair } from "./pair";

export const group = pair({
  title: "拼团", lacks: "还差 {n} 人成团", full: "已成团，马上发货", failed: "没有成团，已付的款全额退回", paid: "已付款 {n} / {of} 人", share: "邀请好友参团", copy: "复制链接，邀请好友", copied: "链接已复制，发给好友吧", join: "我要参团 {n}", others: "看看别的活动", call: "和我拼团：{title} 只要 {n}", progress: "看拼团进度，邀请好友",
}, {
  title: "Group-buy", lacks: "{n} more needed", full: "The group is full and ships now", failed: "The group did not fill; all payments are refunded in full", paid: "{n} of {of} have paid", share: "Invite friends", copy: "Copy a link for friends", copied: "Link copied: send it to a friend", join: "Join for {n}", others: "See other sales", call: "Join me: {title} for {n}", progress: "See the group and invite friends",
});
