package io.polymeter.commission;

import io.polymeter.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What can be said of a meter.
///
/// @param findings what is wrong
/// @param right what was examined and is right
/// @param cannotTell what cannot be told yet
public record Commissioning(List<Finding> findings, List<String> right, List<Open> cannotTell) {

    public Commissioning {
        findings = List.copyOf(findings);
        right = List.copyOf(right);
        cannotTell = List.copyOf(cannotTell);
    }

    /// A question that is open.
    ///
    /// @param needs what would decide it
    public record Open(String what, Message needs) {}

    /// Examines what was collected.
    public static Commissioning of(Samples samples) {
        Notes notes = new Notes();
        boolean voltage = new VoltageCheck(samples, notes).check();
        ScaleCheck scale = new ScaleCheck(samples, notes);
        boolean watts = scale.check(voltage);
        new SumCheck(samples, notes).check();
        if (watts) {
            new DirectionCheck(samples, notes, scale.verified()).check();
        }
        return new Commissioning(notes.findings, notes.right, notes.open);
    }

    /// What the checks write down.
    static final class Notes {
        private final List<Finding> findings = new ArrayList<>();
        private final List<String> right = new ArrayList<>();
        private final List<Open> open = new ArrayList<>();

        void wrong(String what, double confidence, Message evidence, Map<String, Object> apply) {
            findings.add(new Finding(what, confidence, evidence, apply));
        }

        void right(String what) {
            right.add(what);
        }

        void open(String what, Message needs) {
            open.add(new Open(what, needs));
        }
    }
}
