#!/usr/bin/python3
"""Computes what PyTorch makes of a few recurrent networks in float64 and prints it as a C header, parity.h.

    python3 make_parity.py > parity.h

Needs PyTorch (python3-torch); the test itself does not. Each case is two iterations of the same weights: the second starts from the
state that the first has left, detached. Losses are cross-entropies, summed over timesteps and averaged over lanes. Truncated cases
detach the state between timesteps K and K+1, 2K and 2K+1, ... of an iteration. The weights are printed under the names of
Unroll's cells: PyTorch's rows stand in the order i, f, g, o (LSTM) and r, z, n (GRU), and where its two biases are only ever added,
their sum is the one bias of the cell.
"""
import torch

STEPS, LANES, INPUT, OUTPUT, HIDDEN, WINDOW = 6, 2, 3, 4, 5, 2


def gates(module, names):
    """The blocks of rows of a module's weights: name -> (input matrix, recurrent matrix, input bias, recurrent bias)."""
    blocks = [tensor.detach().split(HIDDEN) for tensor in
              (module.weight_ih_l0, module.weight_hh_l0, module.bias_ih_l0, module.bias_hh_l0)]
    return {name: [block[i] for block in blocks] for i, name in enumerate(names)}


def gate_gradients(module, names):
    blocks = [tensor.grad.split(HIDDEN) for tensor in
              (module.weight_ih_l0, module.weight_hh_l0, module.bias_ih_l0, module.bias_hh_l0)]
    return {name: [block[i] for block in blocks] for i, name in enumerate(names)}


def elman_weights(gate):
    w_ih, w_hh, b_ih, b_hh = gate['']
    return [('W_x', w_ih), ('W_h', w_hh), ('b', b_ih + b_hh)]


def elman_gradients(gate):
    w_ih, w_hh, b_ih, b_hh = gate['']
    assert torch.equal(b_ih, b_hh)
    return [('W_x', w_ih), ('W_h', w_hh), ('b', b_ih)]


def lstm_weights(gate):
    return [entry for name, (w_ih, w_hh, b_ih, b_hh) in gate.items()
            for entry in (('W_' + name, w_ih), ('U_' + name, w_hh), ('b_' + name, b_ih + b_hh))]


def lstm_gradients(gate):
    return [entry for name, (w_ih, w_hh, b_ih, _) in gate.items()
            for entry in (('W_' + name, w_ih), ('U_' + name, w_hh), ('b_' + name, b_ih))]


def gru_entries(gate, bias):
    """The candidate's recurrent bias stands inside the product with the reset gate: it stays apart."""
    entries = []
    for name, (w_ih, w_hh, b_ih, b_hh) in gate.items():
        entries += [('W_' + name, w_ih), ('U_' + name, w_hh)]
        entries += [('b_n', b_ih), ('c_n', b_hh)] if name == 'n' else [('b_' + name, bias(b_ih, b_hh))]
    return entries


def gru_weights(gate):
    return gru_entries(gate, lambda b_ih, b_hh: b_ih + b_hh)


def gru_gradients(gate):
    return gru_entries(gate, lambda b_ih, b_hh: b_ih)


CELLS = [
    ('elman', torch.nn.RNN, [''], elman_weights, elman_gradients),
    ('lstm', torch.nn.LSTM, ['i', 'f', 'g', 'o'], lstm_weights, lstm_gradients),
    ('gru', torch.nn.GRU, ['r', 'z', 'n'], gru_weights, gru_gradients),
]


def detached(state):
    return tuple(part.detach() for part in state) if isinstance(state, tuple) else state.detach()


def iteration(module, readout, state, inputs, targets, window):
    """The loss, the logits and the state behind the last timestep."""
    logits = []
    for t in range(STEPS):
        if window and t > 0 and t % window == 0:
            state = detached(state)
        output, state = module(inputs[t:t + 1], state)
        logits.append(readout(output[0]))
    logits = torch.stack(logits)
    loss = torch.nn.functional.cross_entropy(logits.reshape(-1, OUTPUT), targets.reshape(-1), reduction='sum') / LANES
    return loss, logits, state


def numbers(name, values):
    # repr is the shortest decimal that reads back to the same double.
    text, lines, line = [repr(float(v)) for v in values.reshape(-1)], [], '   '
    for number in text:
        if len(line) + len(number) + 2 > 130:
            lines.append(line)
            line = '   '
        line += ' ' + number + ','
    lines.append(line)
    print('static const double %s[] = {' % name)
    print('\n'.join(lines))
    print('};')


def indices(name, values):
    print('static const int %s[] = {%s};' % (name, ', '.join(str(int(v)) for v in values.reshape(-1))))


def print_case(cell, schedule, window, results, weights, gradients):
    prefix = '%s_%s' % (cell, schedule)
    rows = []
    for (name, value), (of, grads) in zip(weights, gradients):
        assert name == of
        numbers('%s_d%s' % (prefix, name), grads)
        columns = value.shape[1] if value.dim() > 1 else 1
        rows.append('    {"%s", %d, %d, %s_%s, %s_d%s},' % (name, value.shape[0], columns, cell, name, prefix, name))
    print('static const ParityParam %s[] = {' % prefix)
    print('\n'.join(rows))
    print('};')
    return '    {"%s", %d, %s, %s_logits, %s, %d},' % (cell, window, ', '.join(repr(loss.item()) for loss in results), cell, prefix, len(rows))


def main():
    torch.set_default_dtype(torch.float64)
    torch.manual_seed(7)
    inputs = torch.rand(2, STEPS, LANES, INPUT) * 2 - 1
    targets = torch.randint(OUTPUT, (2, STEPS, LANES))
    print('// Made by make_parity.py with PyTorch %s; not edited by hand.' % torch.__version__.split('+')[0])
    print('enum { STEPS = %d, LANES = %d, INPUT = %d, OUTPUT = %d, HIDDEN = %d };' % (STEPS, LANES, INPUT, OUTPUT, HIDDEN))
    print('')
    numbers('inputs', inputs)
    indices('targets', targets)
    cases = []
    for cell, kind, names, weights_of, gradients_of in CELLS:
        module, readout = kind(INPUT, HIDDEN), torch.nn.Linear(HIDDEN, OUTPUT)
        with torch.no_grad():
            for tensor in list(module.parameters()) + list(readout.parameters()):
                tensor.uniform_(-0.8, 0.8)
        weights = weights_of(gates(module, names)) + [('W_y', readout.weight.detach()), ('b_y', readout.bias.detach())]
        print('')
        for name, value in weights:
            numbers('%s_%s' % (cell, name), value)
        for schedule, window in (('full', 0), ('truncated', WINDOW)):
            first_loss, _, state = iteration(module, readout, None, inputs[0], targets[0], window)
            module.zero_grad()
            readout.zero_grad()
            loss, logits, _ = iteration(module, readout, detached(state), inputs[1], targets[1], window)
            loss.backward()
            gradients = gradients_of(gate_gradients(module, names)) + [('W_y', readout.weight.grad), ('b_y', readout.bias.grad)]
            if not window:
                numbers('%s_logits' % cell, logits)  # truncation leaves the forward pass as it is
            cases.append(print_case(cell, schedule, window, (first_loss, loss), weights, gradients))
    print('')
    print('static const ParityCase parity_cases[] = {')
    print('\n'.join(cases))
    print('};')


main()
