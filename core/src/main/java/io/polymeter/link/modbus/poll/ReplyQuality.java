package io.polymeter.link.modbus.poll;

import java.util.ArrayDeque;
import java.util.Deque;

/// Whether requests are lost again and again between others that are answered: a disturbed line. A device that
/// is silent altogether is another matter. For the thread of one link.
final class ReplyQuality {

    /// So many requests are looked at.
    private static final int WINDOW = 40;

    /// So few show nothing yet.
    private static final int FEW = 15;

    /// More lost ones in a row are no disturbance but an absence.
    private static final int RUN = 3;

    private static final double BAD = 0.2;
    private static final double GOOD = 0.05;

    private final Deque<Boolean> lost = new ArrayDeque<>();
    private long answers;
    private long misses;
    private int run;
    private boolean disturbed;

    void missed() {
        misses++;
        run++;
        if (run <= RUN) {
            add(true);
        }
    }

    void answered() {
        answers++;
        run = 0;
        add(false);
        double share = (double) lost.stream().filter(one -> one).count() / lost.size();
        disturbed = lost.size() >= FEW && share >= (disturbed ? GOOD : BAD);
    }

    private void add(boolean miss) {
        lost.add(miss);
        if (lost.size() > WINDOW) {
            lost.remove();
        }
    }

    boolean isDisturbed() {
        return disturbed;
    }

    /// The figures, e.g. `16 replies, 51 missed`.
    String words() {
        return answers + " replies, " + misses + " missed";
    }
}
