import { pair } from "./pair";

export const address = pair({
  title: "收货地址", add: "新增地址", edit: "编辑", remove: "删除", removeSure: "删除“{address}”这个地址？", removed: "已删除", empty: "还没有收货地址", emptyHint: "添加家里、公司的地址，下单时一点就选。", isDefault: "默认", makeDefault: "设为默认地址", label: "标签", labels: { "": "不标", home: "家", work: "公司" } as Record<string, string>, save: "保存地址", kept: "地址已保存", change: "换地址", choose: "选择收货地址", placed: "位置已记下，点这里可以改", spot: "从哪家店送，由“{label}”决定", noSpot: "选一下位置，就知道哪家店送、几点到",
}, {
  title: "My addresses", add: "Add an address", edit: "Edit", remove: "Remove", removeSure: "Remove the address “{address}”?", removed: "Removed", empty: "No addresses yet", emptyHint: "Add home and work to choose with one tap at checkout.", isDefault: "Default", makeDefault: "Make this my default", label: "Label", labels: { "": "None", home: "Home", work: "Work" } as Record<string, string>, save: "Save address", kept: "Address saved", change: "Another address", choose: "Choose an address", placed: "Location set; tap to change it", spot: "“{label}” decides which shop delivers", noSpot: "Set its location to see which shop delivers and when",
});
