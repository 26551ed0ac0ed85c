//! Pointers that Rust knows more about.
use std::ptr::NonNull;

#[repr(C)]
pub struct Node<'a> {
    value: i32,
    parent: Option<&'a Node<'a>>,
    child: Option<NonNull<Node<'a>>>,
    owned: Option<Box<i32>>,
    always: &'a i32,
}

#[no_mangle]
pub extern "C" fn node_value(node: &Node) -> i32 {
    node.value
}

#[no_mangle]
pub extern "C" fn node_parent<'a>(node: Option<&'a Node<'a>>) -> Option<&'a Node<'a>> {
    node.and_then(|node| node.parent)
}

#[no_mangle]
pub extern "C" fn node_set(node: Option<&mut Node>, value: i32) {
    if let Some(node) = node {
        node.value = value;
    }
}

#[no_mangle]
pub extern "C" fn number_new(value: i32) -> NonNull<i32> {
    NonNull::from(Box::leak(Box::new(value)))
}

#[no_mangle]
pub extern "C" fn number_free(number: Option<Box<i32>>) {
    drop(number)
}

#[no_mangle]
pub extern "C" fn number_take(number: Option<NonNull<i32>>) -> i32 {
    number.map_or(0, |number| unsafe { number.read() })
}
