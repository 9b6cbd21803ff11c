const kit = require("../../kit.js");

Page({
  data: { sku: "" },
  onLoad({ id }) {
    this.setData({ sku: id });
  },
  add() {
    kit.tell("Product Added To Cart", { sku: this.data.sku, quantity: 1 });
  },
  onShareAppMessage() {
    return { title: this.data.sku };
  },
});
