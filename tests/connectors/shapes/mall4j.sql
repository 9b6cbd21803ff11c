CREATE TABLE tz_shop_detail (
  shop_id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, shop_name varchar(50), mobile varchar(20), shop_lat varchar(20),
  shop_lng varchar(20), city varchar(10)
);
CREATE TABLE tz_category (
  category_id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, parent_id bigint unsigned NOT NULL DEFAULT 0,
  category_name varchar(50) NOT NULL DEFAULT ''
);
CREATE TABLE tz_prod (
  prod_id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, prod_name varchar(300) NOT NULL DEFAULT '', shop_id bigint,
  price decimal(15,2), pic varchar(255), status int(1) DEFAULT 0, category_id bigint unsigned, create_time datetime,
  update_time datetime, putaway_time datetime
);
CREATE TABLE tz_sku (
  sku_id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, prod_id bigint unsigned NOT NULL, price decimal(15,2),
  stocks int NOT NULL, update_time datetime, pic varchar(500), sku_name varchar(120), status tinyint DEFAULT 1, is_delete tinyint
);
CREATE TABLE tz_user (
  user_id varchar(36) NOT NULL PRIMARY KEY, nick_name varchar(50), real_name varchar(50), user_mobile varchar(50),
  modify_time datetime NOT NULL, user_regtime datetime NOT NULL, sex char(1) DEFAULT 'M', birth_date char(10)
);
CREATE TABLE tz_order (
  order_id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, shop_id bigint, user_id varchar(36) NOT NULL,
  order_number varchar(50) NOT NULL, total decimal(15,2) NOT NULL DEFAULT 0, actual_total decimal(15,2), pay_type int(1),
  status int(2) NOT NULL DEFAULT 0, create_time datetime NOT NULL, update_time datetime, pay_time datetime, dvy_time datetime,
  finally_time datetime, cancel_time datetime, reduce_amount decimal(15,2)
);
CREATE TABLE tz_order_item (
  order_item_id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, order_number varchar(50) NOT NULL, prod_id bigint unsigned,
  sku_id bigint unsigned, prod_count int NOT NULL DEFAULT 0, prod_name varchar(120) NOT NULL DEFAULT '',
  price decimal(15,2) NOT NULL, product_total_amount decimal(15,2) NOT NULL, KEY order_number (order_number)
);
CREATE TABLE tz_order_refund (
  refund_id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, order_id bigint NOT NULL, order_number varchar(50) NOT NULL,
  order_item_id bigint NOT NULL DEFAULT 0, goods_num int, refund_amount decimal(10,2) NOT NULL,
  return_money_sts int(1) NOT NULL DEFAULT 0, apply_time datetime NOT NULL, handel_time datetime, refund_time datetime,
  buyer_msg varchar(300)
);
CREATE TABLE tz_prod_comm (
  prod_comm_id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, prod_id bigint unsigned NOT NULL, order_item_id bigint unsigned,
  user_id varchar(36), content varchar(500) DEFAULT '', rec_time datetime, score tinyint DEFAULT 0, status int(1)
);
CREATE TABLE tz_user_collection (
  id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, prod_id bigint, user_id varchar(36) NOT NULL, create_time datetime
);
CREATE TABLE tz_basket (
  basket_id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, sku_id bigint unsigned NOT NULL DEFAULT 0,
  user_id varchar(50) NOT NULL, basket_count int NOT NULL DEFAULT 0, basket_date datetime NOT NULL
);
