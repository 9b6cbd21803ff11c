CREATE TABLE pms_product_category (
  id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, parent_id bigint, name varchar(64)
);
CREATE TABLE pms_product (
  id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, product_category_id bigint, name varchar(200) NOT NULL, pic varchar(255),
  delete_status int(1), publish_status int(1), price decimal(10,2), sub_title varchar(255), product_category_name varchar(255)
);
CREATE TABLE pms_sku_stock (
  id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, product_id bigint, sku_code varchar(64) NOT NULL DEFAULT '', price decimal(10,2),
  stock int DEFAULT 0, low_stock int, pic varchar(255), lock_stock int DEFAULT 0, sp_data varchar(500)
);
CREATE TABLE ums_member (
  id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, username varchar(64), password varchar(64), nickname varchar(64),
  phone varchar(64), create_time datetime, gender int(1), birthday date, city varchar(64)
);
CREATE TABLE oms_order (
  id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, member_id bigint NOT NULL, coupon_id bigint, order_sn varchar(64),
  create_time datetime, total_amount decimal(10,2), pay_amount decimal(10,2), promotion_amount decimal(10,2),
  integration_amount decimal(10,2), coupon_amount decimal(10,2), discount_amount decimal(10,2), pay_type int(1), status int(1),
  receiver_name varchar(100) NOT NULL DEFAULT '', receiver_phone varchar(32) NOT NULL DEFAULT '', payment_time datetime,
  delivery_time datetime, receive_time datetime, modify_time datetime
);
CREATE TABLE oms_order_item (
  id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, order_id bigint, product_id bigint, product_name varchar(200),
  product_price decimal(10,2), product_quantity int, product_sku_id bigint, KEY order_id (order_id)
);
CREATE TABLE oms_order_return_apply (
  id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, order_id bigint, product_id bigint, order_sn varchar(64), create_time datetime,
  return_amount decimal(10,2), return_phone varchar(100), status int(1), handle_time datetime, product_count int,
  product_real_price decimal(10,2), reason varchar(200), receive_time datetime
);
