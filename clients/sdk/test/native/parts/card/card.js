const kit = require("../../kit.js");

Component({
  properties: { item: Object, zone: String, page: Object },
  lifetimes: {
    ready() {
      this.stop = kit.watch(this);
    },
    detached() {
      this.stop();
    },
  },
  methods: {
    open() {
      this.triggerEvent("open", { sku: this.data.item.sku });
    },
  },
});
