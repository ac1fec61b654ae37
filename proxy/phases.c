/* Where the time of an attempt went. */
#include "proxy/phases.h"

struct phases phases_begin(bool is_tunnel, bool is_tls, double now)
{
    struct phases phases = { .begun = now };

    for (int i = 0; i < ATTEMPT_PHASES; i++)
        phases.is_in[i] = true;
    phases.is_in[PHASE_PROXY] = is_tunnel;
    phases.is_in[PHASE_TLS] = is_tls;
    return phases;
}

void phases_end(struct phases *phases, enum attempt_phase phase, double now)
{
    for (int i = 0; i <= (int)phase; i++)
        if (!phases->has_ended[i]) {
            phases->has_ended[i] = true;
            phases->ended[i] = now;
        }
}

void phases_measure(const struct phases *phases, double now, double phase_ms[ATTEMPT_PHASES], double *total_ms)
{
    double before = phases->begun;
    bool is_over = false;

    *total_ms = 0;
    for (int i = 0; i < ATTEMPT_PHASES; i++) {
        /* The transfer has no end of its own. */
        bool has_ended = phases->has_ended[i] && i != PHASE_TRANSFER;
        double end = has_ended ? phases->ended[i] : now;

        phase_ms[i] = PHASE_NOT_REACHED;
        if (is_over || !phases->is_in[i])
            continue;
        phase_ms[i] = end > before ? (end - before) * 1000 : 0;
        *total_ms += phase_ms[i];
        before = end > before ? end : before;
        is_over = !has_ended;
    }
}
