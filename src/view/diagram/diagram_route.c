// The ways of a diagram's edges: on a net of lines through the gaps between its nodes, the shortest with few bends and crossings. What
// comes from the same node runs together as far as it can, other edges only cross.
#include "view/diagram/diagram_ports.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// In units of length.
static const float BEND = 26, CROSSING = 110, SHARED = 0.08f;
static const float APART = 9, CLEAR = 6, NEAR = 15, NEAR_COST = 1.25f; // between lines; between a line and a node

static const long MOST_WORK = 2000000; // points looked at, all attempts together
enum { MAX_LINES = 160 };
enum { FREE = -1, BLOCKED = -2 };

static const int STEP_X[4] = {1, 0, -1, 0}, STEP_Y[4] = {0, 1, 0, -1};

typedef struct Queued {
    float cost;
    int state;
} Queued;

typedef struct Router {
    Diagram *diagram;
    float unit;
    float xs[MAX_LINES], ys[MAX_LINES];
    int nx, ny;
    short *across, *upright;  // per point: net + 1 of what runs from it to the right, downwards; 0: nothing
    short *block_x, *block_y; // per point: what stands there: FREE, BLOCKED, or the only node
    short *near_x, *near_y;   // per point: 1 where a node stands close by
    Rims rims;
    float *cost;         // per state: point * 4 + direction
    int *before, *round; // per state: where it was reached from; in which search
    Queued *queue;
    int queued, search;
    Point goals[PLACE_COUNT]; // of the search
    int goal_count;
    float least; // cost of a unit of length, at least
    bool *begun; // per net: some edge of it has a way
    Arena *scratch;
} Router;

// ---- the net of lines -----------------------------------------------------------------------------------------------------------

// The first `fixed` lines are those of the places on nodes, by which nothing runs: others may come nearer to them than to each other.
static void add_line(float *lines, int *count, int fixed, float at, float apart, float most) {
    if (*count == MAX_LINES || at < 0 || at > most) {
        return;
    }
    for (int i = 0; i < *count; i++) {
        if (fabsf(lines[i] - at) < (i < fixed ? 0.6f * apart : apart)) {
            return;
        }
    }
    lines[(*count)++] = at;
}

static int by_place(const void *a, const void *b) {
    float one = *(const float *)a, other = *(const float *)b;
    return (one > other) - (one < other);
}

static void add_x(Router *router, int fixed, float at, float apart) {
    add_line(router->xs, &router->nx, fixed, at, apart, router->diagram->area.w);
}

static void add_y(Router *router, int fixed, float at, float apart) {
    add_line(router->ys, &router->ny, fixed, at, apart, router->diagram->area.h);
}

static void add_places_of(Router *router, const DiagramNode *node) {
    add_x(router, 0, node->at.x, 0.01f);
    add_y(router, 0, node->at.y, 0.01f);
    for (int place = PLACE_LEFT; place <= PLACE_TOP_LEFT && node->body.w > 0; place++) {
        if (place <= PLACE_BOTTOM || node->kind == DIAGRAM_BOX) {
            add_x(router, 0, port_point(node, place).x, 0.01f);
            add_y(router, 0, port_point(node, place).y, 0.01f);
        }
    }
}

static void make_lines(Router *router) {
    const Diagram *diagram = router->diagram;
    float unit = router->unit, apart = APART * unit;
    for (int i = 0; i < diagram->node_count; i++) {
        add_places_of(router, &diagram->nodes[i]);
    }
    int fixed_x = router->nx, fixed_y = router->ny;
    for (int i = 0; i < diagram->node_count; i++) {
        const Rect rects[2] = {diagram->nodes[i].body, diagram->nodes[i].tag};
        for (int around = 0; around < 8; around++) {
            Rect rect = rects[around % 2];
            float out = CLEAR * unit + 1 + apart * (float)(around / 2);
            if (rect.w > 0) {
                add_x(router, fixed_x, rect.x - out, apart);
                add_x(router, fixed_x, rect.x + rect.w + out, apart);
                add_y(router, fixed_y, rect.y - out, apart);
                add_y(router, fixed_y, rect.y + rect.h + out, apart);
            }
        }
    }
    for (float out = 10; out < 50; out += 12) {
        add_x(router, fixed_x, diagram->area.w - out * unit, apart);
        add_x(router, fixed_x, out * unit, apart);
        add_y(router, fixed_y, diagram->area.h - out * unit, apart);
    }
    qsort(router->xs, (size_t)router->nx, sizeof *router->xs, by_place);
    qsort(router->ys, (size_t)router->ny, sizeof *router->ys, by_place);
}

static int line_at(const float *lines, int count, float at) {
    for (int i = 0; i < count; i++) {
        if (fabsf(lines[i] - at) < 0.02f) {
            return i;
        }
    }
    return -1;
}

static bool meets(Rect rect, float x0, float y0, float x1, float y1, float clear) {
    return x1 > rect.x - clear && x0 < rect.x + rect.w + clear && y1 > rect.y - clear && y0 < rect.y + rect.h + clear;
}

// What stands on the piece between two points, and whether something stands near it.
static short blocker(const Router *router, Point a, Point b, short *near) {
    short found = FREE;
    *near = 0;
    for (int i = 0; i < router->diagram->node_count; i++) {
        const DiagramNode *node = &router->diagram->nodes[i];
        if (node->tag.w > 0 && meets(node->tag, a.x, a.y, b.x, b.y, 3 * router->unit)) {
            return BLOCKED;
        }
        if (node->body.w > 0 && meets(node->body, a.x, a.y, b.x, b.y, NEAR * router->unit)) {
            *near = 1;
        }
        if (node->body.w > 0 && meets(node->body, a.x, a.y, b.x, b.y, CLEAR * router->unit)) {
            found = found == FREE ? (short)i : BLOCKED;
        }
    }
    return found;
}

static void find_blocks(Router *router) {
    for (int y = 0; y < router->ny; y++) {
        for (int x = 0; x < router->nx; x++) {
            int point = y * router->nx + x;
            Point at = {router->xs[x], router->ys[y]};
            router->block_x[point] = router->block_y[point] = BLOCKED;
            if (x + 1 < router->nx) {
                router->block_x[point] = blocker(router, at, (Point){router->xs[x + 1], at.y}, &router->near_x[point]);
            }
            if (y + 1 < router->ny) {
                router->block_y[point] = blocker(router, at, (Point){at.x, router->ys[y + 1]}, &router->near_y[point]);
            }
        }
    }
}

// ---- the search -----------------------------------------------------------------------------------------------------------------

static void push(Router *router, float cost, int state) {
    int at = router->queued++;
    for (; at > 0 && router->queue[(at - 1) / 2].cost > cost; at = (at - 1) / 2) {
        router->queue[at] = router->queue[(at - 1) / 2];
    }
    router->queue[at] = (Queued){cost, state};
}

static Queued pop(Router *router) {
    Queued first = router->queue[0], last = router->queue[--router->queued];
    int at = 0;
    for (;;) {
        int child = 2 * at + 1;
        if (child >= router->queued) {
            break;
        }
        child += child + 1 < router->queued && router->queue[child + 1].cost < router->queue[child].cost;
        if (router->queue[child].cost >= last.cost) {
            break;
        }
        router->queue[at] = router->queue[child];
        at = child;
    }
    router->queue[at] = last;
    return first;
}

// The piece that leads from a point in a direction: which net runs there, and what stands there.
static short *piece(const Router *router, short *across, short *upright, int x, int y, int direction) {
    switch (direction) {
    case RIGHTWARDS:
        return x + 1 < router->nx ? &across[y * router->nx + x] : NULL;
    case LEFTWARDS:
        return x > 0 ? &across[y * router->nx + x - 1] : NULL;
    case DOWNWARDS:
        return y + 1 < router->ny ? &upright[y * router->nx + x] : NULL;
    default:
        return y > 0 ? &upright[(y - 1) * router->nx + x] : NULL;
    }
}

static short net_at(const Router *router, int x, int y, int direction) {
    const short *net = piece(router, router->across, router->upright, x, y, direction);
    return net != NULL ? *net : 0;
}

// What it costs to come through a point in one direction and leave it in another; negative: not possible. Other edges may only be crossed.
static float through(const Router *router, int x, int y, int in, int out, int net, bool *crosses) {
    short own = (short)(net + 1), one = net_at(router, x, y, (out + 1) % 4), other = net_at(router, x, y, (out + 3) % 4);
    short ahead = net_at(router, x, y, out), behind = net_at(router, x, y, (in + 2) % 4);
    *crosses = false;
    bool foreign = (ahead != 0 && ahead != own) || (behind != 0 && behind != own);
    if (foreign || in == (out + 2) % 4) {
        return -1;
    }
    bool one_foreign = one != 0 && one != own, other_foreign = other != 0 && other != own;
    if (in != out) {
        short opposite = net_at(router, x, y, in), sideways = net_at(router, x, y, (out + 2) % 4);
        bool touched = one_foreign || other_foreign || (opposite != 0 && opposite != own) || (sideways != 0 && sideways != own);
        return touched ? -1 : BEND * router->unit;
    }
    if (one_foreign || other_foreign) {
        *crosses = one == other;
        return one == other ? CROSSING * router->unit : -1;
    }
    return 0;
}

static bool can_pass(const Router *router, const DiagramEdge *edge, int x, int y, int direction) {
    short *block = piece(router, router->block_x, router->block_y, x, y, direction);
    if (block == NULL || *block == BLOCKED) {
        return false;
    }
    if (*block == FREE) {
        return true;
    }
    if (*block != edge->from && *block != edge->to) {
        return false;
    }
    float x0 = router->xs[x], y0 = router->ys[y], x1 = router->xs[x + STEP_X[direction]], y1 = router->ys[y + STEP_Y[direction]];
    return !meets(router->diagram->nodes[*block].body, fminf(x0, x1), fminf(y0, y1), fmaxf(x0, x1), fmaxf(y0, y1), -0.5f);
}

// The least that the rest of the way costs: straight to the nearest goal, along others of its net if there are any.
static float rest_of(const Router *router, int state) {
    int point = state / 4;
    float x = router->xs[point % router->nx], y = router->ys[point / router->nx], least = INFINITY;
    for (int i = 0; i < router->goal_count; i++) {
        least = fminf(least, fabsf(router->goals[i].x - x) + fabsf(router->goals[i].y - y));
    }
    return least * router->least;
}

static void reach(Router *router, float cost, int state, int before) {
    if (router->round[state] == router->search && router->cost[state] <= cost) {
        return;
    }
    router->round[state] = router->search;
    router->cost[state] = cost;
    router->before[state] = before;
    push(router, cost + rest_of(router, state), state);
}

static int state_of(const Router *router, const Port *port) {
    int x = line_at(router->xs, router->nx, port->at.x), y = line_at(router->ys, router->ny, port->at.y);
    return x < 0 || y < 0 ? -1 : (y * router->nx + x) * 4 + port->direction;
}

// Takes the pieces of the way back from `state` for the edge, and makes its points.
static void take_way(Router *router, DiagramEdge *edge, int state, Arena *arena) {
    int length = 0;
    for (int at = state; at >= 0; at = router->before[at]) {
        length++;
    }
    int *states = arena_array(router->scratch, (size_t)length, sizeof *states);
    Point *points = arena_array(router->scratch, (size_t)length, sizeof *points);
    for (int at = state, i = length - 1; at >= 0; at = router->before[at], i--) {
        states[i] = at;
    }
    edge->count = 0;
    for (int i = 0; i < length; i++) {
        int point = states[i] / 4, x = point % router->nx, y = point / router->nx, direction = states[i] % 4;
        bool crosses = false;
        if (i + 1 < length) {
            int out = states[i + 1] % 4;
            if (net_at(router, x, y, out) != edge->net + 1) {
                through(router, x, y, direction, out, edge->net, &crosses);
            }
            router->diagram->crossings += i > 0 && crosses;
        }
        if (i == 0 || i == length - 1 || states[i + 1] % 4 != direction) {
            points[edge->count++] = (Point){router->xs[x], router->ys[y]};
        }
    }
    edge->points = arena_array(arena, (size_t)edge->count, sizeof *edge->points);
    memcpy(edge->points, points, (size_t)edge->count * sizeof *points);
    for (int i = 0; i + 1 < length; i++) {
        int point = states[i] / 4;
        *piece(router, router->across, router->upright, point % router->nx, point / router->nx, states[i + 1] % 4) = (short)(edge->net + 1);
    }
}

static bool find_way(Router *router, DiagramEdge *edge, Arena *arena) {
    Port from[PLACE_COUNT], to[PLACE_COUNT];
    int starts = ports_out(&router->rims, edge, from), ends = ports_in(&router->rims, edge, to), goals[PLACE_COUNT];
    router->queued = 0;
    router->search++;
    for (int i = 0; i < ends; i++) {
        goals[i] = state_of(router, &to[i]);
        router->goals[i] = to[i].at;
    }
    router->goal_count = ends;
    router->least = router->begun[edge->net] ? SHARED : 1;
    for (int i = 0; i < starts; i++) {
        int state = state_of(router, &from[i]);
        if (state >= 0) {
            reach(router, from[i].cost, state, -1);
        }
    }
    float best = INFINITY;
    int found = -1, port = -1;
    while (router->queued > 0 && router->diagram->work < MOST_WORK) {
        Queued next = pop(router);
        if (next.cost >= best) {
            break;
        }
        router->diagram->work++;
        float here = router->cost[next.state];
        if (next.cost > here + rest_of(router, next.state) + 0.01f) {
            continue; // reached for less since
        }
        for (int i = 0; i < ends; i++) {
            if (next.state == goals[i] && here + to[i].cost < best && router->before[next.state] >= 0) {
                best = here + to[i].cost;
                found = next.state;
                port = i;
            }
        }
        int point = next.state / 4, x = point % router->nx, y = point / router->nx, in = next.state % 4;
        for (int out = 0; out < 4; out++) {
            bool first = router->before[next.state] < 0, crosses;
            if ((first && out != in) || !can_pass(router, edge, x, y, out)) {
                continue;
            }
            float turn = through(router, x, y, in, out, edge->net, &crosses);
            if (turn < 0) {
                continue;
            }
            bool shared = net_at(router, x, y, out) == edge->net + 1;
            int x1 = x + STEP_X[out], y1 = y + STEP_Y[out];
            float length = fabsf(router->xs[x1] - router->xs[x]) + fabsf(router->ys[y1] - router->ys[y]);
            length *= *piece(router, router->near_x, router->near_y, x, y, out) != 0 ? NEAR_COST : 1;
            float cost = here + ((first ? 0 : turn) + length) * (shared ? SHARED : 1);
            reach(router, cost, (y1 * router->nx + x1) * 4 + out, next.state);
        }
    }
    if (found < 0) {
        return false;
    }
    take_way(router, edge, found, arena);
    router->begun[edge->net] = true;
    if (router->diagram->nodes[edge->to].body.w > 0) {
        router->rims.taken[edge->to][to[port].place] = (short)(edge->net + 1);
    }
    for (int i = 0; i < starts && router->diagram->nodes[edge->from].body.w > 0; i++) {
        bool used = fabsf(from[i].at.x - edge->points[0].x) < 0.02f && fabsf(from[i].at.y - edge->points[0].y) < 0.02f;
        router->rims.taken[edge->from][from[i].place] = used ? (short)(edge->net + 1) : router->rims.taken[edge->from][from[i].place];
    }
    if (!edge->opens && router->diagram->nodes[edge->to].kind == DIAGRAM_VALVE) {
        router->rims.passes[edge->to] = (signed char)to[port].direction;
    }
    return true;
}

// ---- all edges ------------------------------------------------------------------------------------------------------------------

// First what runs along a highway, then what lies straight, then the rest with the short ones ahead; last what only opens valves.
static float precedence(const Router *router, const DiagramEdge *edge) {
    const Diagram *diagram = router->diagram;
    const DiagramNode *from = &diagram->nodes[edge->from], *to = &diagram->nodes[edge->to];
    if (diagram_runs_on(diagram, edge) && fabsf(from->at.y - to->at.y) < 0.5f) {
        return -2;
    }
    if (from->kind == DIAGRAM_VALVE && router->rims.passes[edge->from] < 0) {
        return 1e7f; // not before it is known which way it lets things through
    }
    float length = fabsf(from->at.x - to->at.x) + fabsf(from->at.y - to->at.y);
    bool straight = fabsf(from->at.x - to->at.x) < 0.5f || fabsf(from->at.y - to->at.y) < 0.5f;
    bool later = edge->opens && !(straight && (to->kind != DIAGRAM_VALVE || router->rims.passes[edge->to] >= 0));
    return (straight ? 0 : 1e4f) + (later ? 1e5f : 0) + length;
}

static void find_joints(Router *router, Arena *arena) {
    Diagram *diagram = router->diagram;
    DiagramJoint *joints = arena_array(router->scratch, (size_t)(router->nx * router->ny), sizeof *joints);
    diagram->joint_count = 0;
    for (int y = 0; y < router->ny; y++) {
        for (int x = 0; x < router->nx; x++) {
            for (int out = 0; out < 4; out++) {
                short net = net_at(router, x, y, out), one = net_at(router, x, y, (out + 1) % 4),
                      other = net_at(router, x, y, (out + 3) % 4);
                short behind = net_at(router, x, y, (out + 2) % 4);
                if (net != 0 && net == one && net == other && (behind != net || out == 0)) {
                    joints[diagram->joint_count++] = (DiagramJoint){{router->xs[x], router->ys[y]}, net - 1};
                    break;
                }
            }
        }
    }
    diagram->joints = arena_array(arena, (size_t)diagram->joint_count + 1, sizeof *diagram->joints);
    memcpy(diagram->joints, joints, (size_t)diagram->joint_count * sizeof *joints);
}

static bool find_ways(Router *router, Arena *arena) {
    Diagram *diagram = router->diagram;
    for (int done = 0; done < diagram->edge_count; done++) {
        DiagramEdge *best = NULL;
        for (int i = 0; i < diagram->edge_count; i++) {
            DiagramEdge *edge = &diagram->edges[i];
            best = edge->count == 0 && (best == NULL || precedence(router, edge) < precedence(router, best)) ? edge : best;
        }
        if (!find_way(router, best, arena) || (precedence(router, best) < -1 && best->count != 2)) {
            return false; // a highway is straight or it is none
        }
    }
    find_joints(router, arena);
    return true;
}

bool diagram_route(Diagram *diagram, const Frame *frame, Arena *arena) {
    Arena scratch; // of the search: the ways alone are kept
    arena_init(&scratch);
    Router *router = arena_alloc(&scratch, sizeof *router);
    *router = (Router){.diagram = diagram, .unit = frame->unit, .rims = {.diagram = diagram, .unit = frame->unit}, .scratch = &scratch};
    make_lines(router);
    size_t points = (size_t)(router->nx * router->ny), nodes = (size_t)diagram->node_count;
    router->across = arena_array(&scratch, points, sizeof *router->across);
    router->upright = arena_array(&scratch, points, sizeof *router->upright);
    router->block_x = arena_array(&scratch, points, sizeof *router->block_x);
    router->block_y = arena_array(&scratch, points, sizeof *router->block_y);
    router->near_x = arena_array(&scratch, points, sizeof *router->near_x);
    router->near_y = arena_array(&scratch, points, sizeof *router->near_y);
    router->cost = arena_array(&scratch, 4 * points, sizeof *router->cost);
    router->before = arena_array(&scratch, 4 * points, sizeof *router->before);
    router->round = arena_array(&scratch, 4 * points, sizeof *router->round);
    router->queue = arena_array(&scratch, 16 * points, sizeof *router->queue);
    router->rims.taken = arena_array(&scratch, nodes, sizeof *router->rims.taken);
    router->rims.passes = arena_array(&scratch, nodes, sizeof *router->rims.passes);
    router->begun = arena_array(&scratch, nodes, sizeof *router->begun);
    memset(router->rims.passes, -1, nodes);
    find_blocks(router);
    diagram->crossings = 0;
    for (int i = 0; i < diagram->edge_count; i++) {
        diagram->edges[i].count = 0;
    }
    bool found = find_ways(router, arena);
    arena_finish(&scratch);
    return found;
}
