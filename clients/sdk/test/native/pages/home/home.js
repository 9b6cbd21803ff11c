const kit = require("../../kit.js");

Page({
  data: { page: { zones: [] } },
  async onLoad() {
    this.setData({ page: await kit.getPage("home") });
  },
  open({ detail }) {
    wx.navigateTo({ url: `/pages/goods/goods?id=${detail.sku}` });
  },
});
