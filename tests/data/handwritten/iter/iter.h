#ifndef ITER_H
#define ITER_H
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
typedef struct Graph Graph;
typedef struct GraphIter GraphIter;
typedef uint32_t NodeId;
typedef struct GraphEdge { NodeId from; NodeId to; float weight; } GraphEdge;
Graph *graph_new(void);
void graph_destroy(Graph *graph);
NodeId graph_add_node(Graph *graph);
bool graph_add_edge(Graph *graph, NodeId from, NodeId to, float weight);
GraphIter *graph_iter(const Graph *graph);
bool graph_iter_next(GraphIter *it, GraphEdge *edge);
void graph_iter_free(GraphIter *it);
ssize_t graph_edges(const Graph *graph, GraphEdge *buffer, size_t capacity);
const GraphEdge *graph_heaviest(const Graph *graph);
#endif
