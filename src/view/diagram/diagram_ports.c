// Which rims edges may use: boxes are entered from below and left at the top, what a valve lets through goes straight on, gates come from
// the side.
#include "view/diagram/diagram_ports.h"

static const float ASIDE = 12; // units that it is worth to go to the first place instead

Point port_point(const DiagramNode *node, int place) {
    Rect body = node->body;
    switch (place) {
    case PLACE_LEFT:
        return (Point){body.x, node->at.y};
    case PLACE_RIGHT:
        return (Point){body.x + body.w, node->at.y};
    case PLACE_TOP:
        return (Point){node->at.x, body.y};
    case PLACE_BOTTOM:
        return (Point){node->at.x, body.y + body.h};
    case PLACE_BOTTOM_LEFT:
        return (Point){node->at.x - body.w / 4, body.y + body.h};
    case PLACE_BOTTOM_RIGHT:
        return (Point){node->at.x + body.w / 4, body.y + body.h};
    default:
        return (Point){node->at.x - 0.35f * body.w, body.y};
    }
}

static int outwards(int place) {
    return place == PLACE_LEFT                             ? LEFTWARDS
           : place == PLACE_RIGHT                          ? RIGHTWARDS
           : place == PLACE_TOP || place == PLACE_TOP_LEFT ? UPWARDS
                                                           : DOWNWARDS;
}

static void add_port(const Rims *rims, int node, int place, bool out, float cost, int net, Port *ports, int *count) {
    int owner = rims->taken[node][place];
    if (owner != 0 && owner != net + 1) {
        return;
    }
    int direction = outwards(place);
    ports[(*count)++] =
        (Port){place, port_point(&rims->diagram->nodes[node], place), out ? direction : (direction + 2) % 4, cost * rims->unit};
}

// Both valves of a beam hang at its ends, the one further left at the left.
static int beam_place(const Diagram *diagram, const DiagramNode *beam, int valve) {
    int other = valve == beam->valve ? beam->others : beam->valve;
    bool left = diagram->nodes[valve].at.x < diagram->nodes[other].at.x ||
                (diagram->nodes[valve].at.x == diagram->nodes[other].at.x && valve < other);
    return left ? PLACE_LEFT : PLACE_RIGHT;
}

int ports_out(const Rims *rims, const DiagramEdge *edge, Port *ports) {
    const Diagram *diagram = rims->diagram;
    const DiagramNode *node = &diagram->nodes[edge->from];
    int count = 0;
    switch (node->kind) {
    case DIAGRAM_INPUT:
        ports[count++] = (Port){PLACE_TOP, node->at, UPWARDS, 0};
        break;
    case DIAGRAM_STATE:
        ports[count++] = (Port){PLACE_RIGHT, node->at, RIGHTWARDS, 0};
        break;
    case DIAGRAM_BEAM:
        add_port(rims, edge->from, beam_place(diagram, node, edge->to), true, 0, edge->net, ports, &count);
        break;
    case DIAGRAM_BOX:
        add_port(rims, edge->from, PLACE_TOP, true, 0, edge->net, ports, &count);
        add_port(rims, edge->from, PLACE_RIGHT, true, 0, edge->net, ports, &count);
        break;
    default:
        for (int place = PLACE_RIGHT; place <= PLACE_BOTTOM; place++) {
            bool straight = node->kind != DIAGRAM_VALVE || rims->passes[edge->from] < 0 || outwards(place) == rims->passes[edge->from];
            if (straight && (node->highway < 0 || place == PLACE_RIGHT)) {
                add_port(rims, edge->from, place, true, 0, edge->net, ports, &count);
            }
        }
    }
    return count;
}

int ports_in(const Rims *rims, const DiagramEdge *edge, Port *ports) {
    const Diagram *diagram = rims->diagram;
    const DiagramNode *node = &diagram->nodes[edge->to];
    const DiagramKind from = diagram->nodes[edge->from].kind;
    int count = 0;
    switch (node->kind) {
    case DIAGRAM_LEAVE:
        ports[count++] = (Port){PLACE_LEFT, node->at, RIGHTWARDS, 0};
        break;
    case DIAGRAM_OUTPUT:
        ports[count++] = (Port){PLACE_BOTTOM, node->at, UPWARDS, 0};
        break;
    case DIAGRAM_BEAM:
        add_port(rims, edge->to, PLACE_BOTTOM, false, 0, edge->net, ports, &count);
        break;
    case DIAGRAM_BOX:
        // From outside from below, where all weights multiply; from another operation from the side.
        add_port(rims, edge->to, PLACE_BOTTOM, false, 0, edge->net, ports, &count);
        add_port(rims, edge->to, PLACE_BOTTOM_LEFT, false, ASIDE, edge->net, ports, &count);
        add_port(rims, edge->to, PLACE_BOTTOM_RIGHT, false, ASIDE, edge->net, ports, &count);
        if (diagram_runs_on(diagram, edge)) { // on the row of a state straight on
            count = 0;
            add_port(rims, edge->to, PLACE_LEFT, false, 0, edge->net, ports, &count);
            break;
        }
        if (from != DIAGRAM_INPUT && from != DIAGRAM_STATE) {
            add_port(rims, edge->to, PLACE_LEFT, false, 0, edge->net, ports, &count);
        }
        if (from != DIAGRAM_INPUT) {
            add_port(rims, edge->to, PLACE_TOP_LEFT, false, 2 * ASIDE, edge->net, ports, &count);
        }
        break;
    default:
        for (int place = PLACE_LEFT; place <= PLACE_BOTTOM; place++) {
            int passes = rims->passes[edge->to];
            bool across = !edge->opens || passes < 0 || (outwards(place) - passes) % 2 != 0;
            // Beside an upright valve stands its tag: what comes from the side could not go on.
            if (!edge->opens && node->kind == DIAGRAM_VALVE && node->level != (place == PLACE_LEFT)) {
                continue;
            }
            if (across && place != PLACE_RIGHT) {
                add_port(rims, edge->to, place, false, place == PLACE_TOP ? ASIDE : 0, edge->net, ports, &count);
            } else if (across && edge->opens) {
                add_port(rims, edge->to, place, false, ASIDE, edge->net, ports, &count);
            }
        }
    }
    return count;
}
