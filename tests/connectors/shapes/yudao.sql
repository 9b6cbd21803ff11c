CREATE TABLE product_category (
  id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, parent_id bigint NOT NULL, name varchar(255) NOT NULL
);
CREATE TABLE product_spu (
  id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, name varchar(128) NOT NULL, category_id bigint NOT NULL,
  pic_url varchar(256) NOT NULL DEFAULT '', status tinyint NOT NULL, spec_type bit(1) NOT NULL DEFAULT b'0',
  create_time datetime NOT NULL DEFAULT CURRENT_TIMESTAMP, update_time datetime NOT NULL DEFAULT CURRENT_TIMESTAMP,
  deleted bit(1) NOT NULL DEFAULT b'0'
);
CREATE TABLE product_sku (
  id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, spu_id bigint NOT NULL, properties varchar(512), price int NOT NULL DEFAULT -1,
  cost_price int NOT NULL DEFAULT -1, pic_url varchar(256) NOT NULL DEFAULT '', stock int, deleted bit(1) NOT NULL DEFAULT b'0'
);
CREATE TABLE member_user (
  id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, nickname varchar(30) NOT NULL DEFAULT '', sex tinyint, birthday datetime,
  mobile varchar(11) NOT NULL DEFAULT '', create_time datetime NOT NULL, update_time datetime NOT NULL,
  deleted bit(1) NOT NULL DEFAULT b'0'
);
CREATE TABLE trade_order (
  id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, no varchar(32) NOT NULL, user_id bigint NOT NULL, status int NOT NULL,
  pay_status bit(1) NOT NULL, pay_time datetime, finish_time datetime, cancel_time datetime, total_price int NOT NULL,
  delivery_price int NOT NULL DEFAULT 0, pay_price int NOT NULL, pay_channel_code varchar(32), delivery_time datetime,
  receive_time datetime, receiver_name varchar(20) NOT NULL DEFAULT '', receiver_mobile varchar(20) NOT NULL DEFAULT '',
  coupon_id bigint, create_time datetime NOT NULL, update_time datetime NOT NULL, deleted bit(1) NOT NULL DEFAULT b'0'
);
CREATE TABLE trade_order_item (
  id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, order_id bigint NOT NULL, spu_id bigint NOT NULL, sku_id bigint NOT NULL,
  `count` int NOT NULL, price int NOT NULL, pay_price int NOT NULL DEFAULT 0, deleted bit(1) NOT NULL DEFAULT b'0',
  KEY order_id (order_id)
);
CREATE TABLE trade_after_sale (
  id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, status int NOT NULL, user_id bigint NOT NULL, apply_reason varchar(255) NOT NULL,
  order_id bigint NOT NULL, order_no varchar(32) NOT NULL, sku_id bigint NOT NULL, `count` int NOT NULL, refund_price int NOT NULL,
  refund_time datetime, create_time datetime NOT NULL, update_time datetime NOT NULL, deleted bit(1) NOT NULL DEFAULT b'0'
);
CREATE TABLE product_comment (
  id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, user_id bigint, sku_id bigint, scores tinyint, content varchar(1024),
  create_time datetime NOT NULL, update_time datetime NOT NULL, deleted bit(1) NOT NULL DEFAULT b'0'
);
CREATE TABLE product_browse_history (
  id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, spu_id bigint NOT NULL, user_id bigint NOT NULL, create_time datetime NOT NULL,
  update_time datetime NOT NULL, deleted bit(1) NOT NULL DEFAULT b'0'
);
CREATE TABLE product_favorite (
  id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, spu_id bigint NOT NULL, user_id bigint NOT NULL, create_time datetime NOT NULL,
  update_time datetime NOT NULL, deleted bit(1) NOT NULL DEFAULT b'0'
);
CREATE TABLE trade_cart (
  id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, user_id bigint NOT NULL, sku_id bigint NOT NULL, `count` int NOT NULL,
  create_time datetime NOT NULL, update_time datetime NOT NULL, deleted bit(1) NOT NULL DEFAULT b'0'
);
