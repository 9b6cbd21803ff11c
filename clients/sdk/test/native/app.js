const kit = require("./kit.js"); // before any page is made

App({
  onLaunch() {
    if (kit.agreed() === undefined) wx.showModal({ content: "允许商城记住你看过什么吗？", success: ({ confirm }) => (confirm ? kit.agree() : kit.decline()) });
  },
});
