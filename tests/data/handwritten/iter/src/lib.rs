pub type NodeId = u32;
#[derive(Default)]
pub struct Graph { nodes: u32, edges: Vec<GraphEdge> }
#[repr(C)]
#[derive(Clone, Copy)]
pub struct GraphEdge { pub from: NodeId, pub to: NodeId, pub weight: f32 }
pub struct GraphIter<'a> { inner: std::slice::Iter<'a, GraphEdge> }

#[unsafe(no_mangle)]
pub extern "C" fn graph_new() -> *mut Graph { Box::into_raw(Box::default()) }
#[unsafe(no_mangle)]
pub unsafe extern "C" fn graph_destroy(graph: *mut Graph) { drop(unsafe { Box::from_raw(graph) }) }
#[unsafe(no_mangle)]
pub unsafe extern "C" fn graph_add_node(graph: *mut Graph) -> NodeId {
    let graph = unsafe { &mut *graph };
    graph.nodes += 1;
    graph.nodes
}
#[unsafe(no_mangle)]
pub unsafe extern "C" fn graph_add_edge(graph: *mut Graph, from: NodeId, to: NodeId, weight: f32) -> bool {
    let graph = unsafe { &mut *graph };
    graph.edges.push(GraphEdge { from, to, weight });
    true
}
#[unsafe(no_mangle)]
pub unsafe extern "C" fn graph_iter<'a>(graph: *const Graph) -> *mut GraphIter<'a> {
    let graph: &'a Graph = unsafe { &*graph };
    Box::into_raw(Box::new(GraphIter { inner: graph.edges.iter() }))
}
#[unsafe(no_mangle)]
pub unsafe extern "C" fn graph_iter_next(it: *mut GraphIter<'_>, edge: *mut GraphEdge) -> bool {
    match unsafe { (*it).inner.next() } {
        Some(next) => { unsafe { *edge = *next }; true }
        None => false,
    }
}
#[unsafe(no_mangle)]
pub unsafe extern "C" fn graph_iter_free(it: *mut GraphIter<'_>) { drop(unsafe { Box::from_raw(it) }) }
#[unsafe(no_mangle)]
pub unsafe extern "C" fn graph_edges(graph: *const Graph, buffer: *mut GraphEdge, capacity: usize) -> isize {
    let edges = unsafe { &(*graph).edges };
    let count = edges.len().min(capacity);
    unsafe { std::ptr::copy_nonoverlapping(edges.as_ptr(), buffer, count) };
    count as isize
}
#[unsafe(no_mangle)]
pub extern "C" fn graph_heaviest(graph: &Graph) -> Option<&GraphEdge> {
    graph.edges.iter().max_by(|a, b| a.weight.total_cmp(&b.weight))
}
