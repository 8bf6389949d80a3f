#include "gradient_fixture.h"

#include "engine/gradient_check.h"

static const double step = 3e-5, tolerance = 1e-7, least_norm = 1e-3;

void assert_gradients(const RunSpec *spec, Matter matter) {
    RunFixture fixture;
    run_fixture_init(&fixture, spec);
    assert_true(run_fixture_sweep(&fixture) > 0.1);
    const Program *program = fixture.program;
    int checked = 0;
    for (int p = 0; p < program->param_count; p++) {
        const char *name = program->params[p].name;
        double norm = params_norm(&fixture.grads, p);
        if (norm < least_norm && (matter == ALL_MATTER || norm != 0)) fail_msg("%s: the gradient of %s is only %g", spec->cell, name, norm);
        double apart = gradient_check(fixture.run, &fixture.params, &fixture.input, &fixture.grads, p, step);
        if (!(apart <= tolerance))
            fail_msg("%s, %d lanes, window %d: the gradient of %s is off by %g of its norm", spec->cell, fixture.schedule.lanes,
                     fixture.schedule.window, name, apart);
        checked += norm >= least_norm;
    }
    assert_true(checked > 0);
    run_fixture_finish(&fixture);
}
