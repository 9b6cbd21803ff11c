CREATE TABLE litemall_category (
  id int NOT NULL AUTO_INCREMENT PRIMARY KEY, name varchar(63) NOT NULL DEFAULT '', pid int NOT NULL DEFAULT 0,
  update_time datetime, deleted tinyint(1) DEFAULT 0
);
CREATE TABLE litemall_goods (
  id int NOT NULL AUTO_INCREMENT PRIMARY KEY, goods_sn varchar(63) NOT NULL DEFAULT '', name varchar(127) NOT NULL DEFAULT '',
  category_id int DEFAULT 0, is_on_sale tinyint(1) DEFAULT 1, pic_url varchar(255), retail_price decimal(10,2) DEFAULT 100000,
  add_time datetime, update_time datetime, deleted tinyint(1) DEFAULT 0
);
CREATE TABLE litemall_goods_product (
  id int NOT NULL AUTO_INCREMENT PRIMARY KEY, goods_id int NOT NULL DEFAULT 0, specifications varchar(1023) NOT NULL,
  price decimal(10,2) NOT NULL DEFAULT 0, number int NOT NULL DEFAULT 0, url varchar(125),
  add_time datetime, update_time datetime, deleted tinyint(1) DEFAULT 0, KEY goods_id (goods_id)
);
CREATE TABLE litemall_user (
  id int NOT NULL AUTO_INCREMENT PRIMARY KEY, username varchar(63) NOT NULL, password varchar(63) NOT NULL DEFAULT '',
  gender tinyint NOT NULL DEFAULT 0, birthday date, nickname varchar(63) NOT NULL DEFAULT '', mobile varchar(20) NOT NULL DEFAULT '',
  weixin_openid varchar(63) NOT NULL DEFAULT '', session_key varchar(100) NOT NULL DEFAULT '',
  add_time datetime, update_time datetime, deleted tinyint(1) DEFAULT 0
);
CREATE TABLE litemall_order (
  id int NOT NULL AUTO_INCREMENT PRIMARY KEY, user_id int NOT NULL, order_sn varchar(63) NOT NULL, order_status smallint NOT NULL,
  consignee varchar(63) NOT NULL DEFAULT '', mobile varchar(63) NOT NULL DEFAULT '', address varchar(127) NOT NULL DEFAULT '',
  goods_price decimal(10,2) NOT NULL, freight_price decimal(10,2) NOT NULL DEFAULT 0, coupon_price decimal(10,2) NOT NULL DEFAULT 0,
  integral_price decimal(10,2) NOT NULL DEFAULT 0, groupon_price decimal(10,2) NOT NULL DEFAULT 0,
  order_price decimal(10,2) NOT NULL DEFAULT 0, actual_price decimal(10,2) NOT NULL DEFAULT 0,
  pay_time datetime, ship_time datetime, refund_amount decimal(10,2), refund_content varchar(127), refund_time datetime,
  confirm_time datetime, add_time datetime, update_time datetime, deleted tinyint(1) DEFAULT 0
);
CREATE TABLE litemall_order_goods (
  id int NOT NULL AUTO_INCREMENT PRIMARY KEY, order_id int NOT NULL DEFAULT 0, goods_id int NOT NULL DEFAULT 0,
  goods_name varchar(127) NOT NULL DEFAULT '', product_id int NOT NULL DEFAULT 0, number smallint NOT NULL DEFAULT 0,
  price decimal(10,2) NOT NULL DEFAULT 0, add_time datetime, update_time datetime, deleted tinyint(1) DEFAULT 0,
  KEY order_id (order_id)
);
CREATE TABLE litemall_aftersale (
  id int NOT NULL AUTO_INCREMENT PRIMARY KEY, order_id int NOT NULL, user_id int NOT NULL, type smallint DEFAULT 0,
  reason varchar(31) DEFAULT '', amount decimal(10,2) DEFAULT 0, status smallint DEFAULT 0, handle_time datetime,
  add_time datetime, update_time datetime, deleted tinyint(1) DEFAULT 0
);
CREATE TABLE litemall_comment (
  id int NOT NULL AUTO_INCREMENT PRIMARY KEY, value_id int NOT NULL DEFAULT 0, type tinyint NOT NULL DEFAULT 0,
  content varchar(1023) DEFAULT '', user_id int NOT NULL DEFAULT 0, star smallint DEFAULT 1,
  add_time datetime, update_time datetime, deleted tinyint(1) DEFAULT 0
);
CREATE TABLE litemall_footprint (
  id int NOT NULL AUTO_INCREMENT PRIMARY KEY, user_id int NOT NULL DEFAULT 0, goods_id int NOT NULL DEFAULT 0,
  add_time datetime, update_time datetime, deleted tinyint(1) DEFAULT 0
);
CREATE TABLE litemall_collect (
  id int NOT NULL AUTO_INCREMENT PRIMARY KEY, user_id int NOT NULL DEFAULT 0, value_id int NOT NULL DEFAULT 0,
  type tinyint NOT NULL DEFAULT 0, add_time datetime, update_time datetime, deleted tinyint(1) DEFAULT 0
);
CREATE TABLE litemall_cart (
  id int NOT NULL AUTO_INCREMENT PRIMARY KEY, user_id int, goods_id int, product_id int, number smallint DEFAULT 0,
  add_time datetime, update_time datetime, deleted tinyint(1) DEFAULT 0
);
CREATE TABLE litemall_search_history (
  id int NOT NULL AUTO_INCREMENT PRIMARY KEY, user_id int NOT NULL, keyword varchar(63) NOT NULL,
  add_time datetime, update_time datetime, deleted tinyint(1) DEFAULT 0
);
