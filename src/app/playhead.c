#include "app/playhead.h"

#include <math.h>

// Seconds at speed 1.
#define STEP_SHORTEST 0.25
#define STEP_LONGEST 0.40
#define REST_BEAT 0.65
#define REST_OPERATION 0.15

void playhead_init(Playhead *playhead) {
    *playhead = (Playhead){.speed = 1, .motion = true};
}

static double last_position(const Trace *trace) {
    return (double)(trace_moment_count(trace) - 1);
}

static double clamp(double value, double least, double most) {
    return value < least ? least : value > most ? most : value;
}

double playhead_after(const Playhead *playhead, const Trace *trace, double position) {
    if (!playhead->operations) return trace_beat_after(trace, position);
    return clamp(floor(position) + 1, 0, last_position(trace));
}

double playhead_before(const Playhead *playhead, const Trace *trace, double position) {
    if (!playhead->operations) return trace_beat_before(trace, position);
    return clamp(ceil(position) - 1, 0, last_position(trace));
}

double playhead_goal(const Playhead *playhead) {
    return playhead->duration > 0 ? playhead->to : playhead->position;
}

void playhead_step(Playhead *playhead, const Trace *trace, double to, double now) {
    playhead->position = playhead->from = playhead_goal(playhead);
    playhead->to = clamp(to, 0, last_position(trace));
    playhead->started = now;
    double length = fabs(playhead->to - playhead->from);
    // One operation takes the shortest time; what spans many, such as a phase, is seen to pass but not waited for.
    playhead->duration = length > 0 ? clamp(STEP_SHORTEST + 0.03 * (length - 1), STEP_SHORTEST, STEP_LONGEST) : 0;
    if (playhead->playing) playhead->duration /= playhead->speed;
    if (playhead->motion && length > 0) return;
    playhead->position = playhead->to;
    playhead->duration = 0;
    playhead->rest_until = now + REST_BEAT / playhead->speed;
}

void playhead_jump(Playhead *playhead, const Trace *trace, double to, double now) {
    playhead->position = clamp(to, 0, last_position(trace));
    playhead->duration = 0;
    playhead->rest_until = now + REST_BEAT / playhead->speed;
}

void playhead_play(Playhead *playhead, const Trace *trace, double now) {
    if (playhead_goal(playhead) >= last_position(trace)) playhead_jump(playhead, trace, 0, now);
    playhead->playing = true;
    playhead->rest_until = now; // the first step starts at once
}

void playhead_pause(Playhead *playhead) {
    if (playhead->duration > 0) playhead->position = playhead->to;
    playhead->duration = 0;
    playhead->playing = false;
}

bool playhead_asks(const Playhead *playhead, const Trace *trace) {
    double question = trace_question(trace);
    return question >= 0 && !playhead->answered && fabs(playhead_goal(playhead) - question) < 1e-9;
}

// Several moments in one step speed up and slow down together; a single one is eased by whoever draws it.
static double eased(double fraction, double length) {
    return length > 1.5 ? fraction * fraction * (3 - 2 * fraction) : fraction;
}

void playhead_update(Playhead *playhead, const Trace *trace, double now) {
    // At a hundred times the speed several steps end within a frame; the bound only guards against a clock that jumps.
    for (int guard = 0; guard < 1000; guard++) {
        double ends = playhead->started + playhead->duration;
        if (playhead->duration > 0 && now < ends) {
            double fraction = clamp((now - playhead->started) / playhead->duration, 0, 1);
            double length = playhead->to - playhead->from;
            playhead->position = playhead->from + eased(fraction, fabs(length)) * length;
            return;
        }
        if (playhead->duration > 0) {
            playhead->position = playhead->to;
            playhead->duration = 0;
            playhead->rest_until = ends + (playhead->operations ? REST_OPERATION : REST_BEAT) / playhead->speed;
        }
        if (!playhead->playing) return;
        if (playhead->position >= last_position(trace) || playhead_asks(playhead, trace)) {
            playhead->playing = false;
            return;
        }
        if (now < playhead->rest_until) return;
        playhead_step(playhead, trace, playhead_after(playhead, trace, playhead->position), playhead->rest_until);
    }
    playhead->rest_until = now;
}

double playhead_wakes(const Playhead *playhead, double now) {
    if (playhead->duration > 0) return now;
    return playhead->playing ? playhead->rest_until : INFINITY;
}
