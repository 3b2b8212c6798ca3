package io.polymeter.config;

import io.polymeter.config.yaml.Problems;
import io.polymeter.message.Message;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Checks that virtual meters add meters that exist, and none of them itself.
final class SumChecks {

    private final Map<String, MeterSettings> meters;
    private final Problems problems;
    private final Set<String> done = new HashSet<>();
    private final Deque<String> chain = new ArrayDeque<>();

    private SumChecks(Map<String, MeterSettings> meters, Problems problems) {
        this.meters = meters;
        this.problems = problems;
    }

    static void check(Settings settings, Problems problems) {
        SumChecks checks = new SumChecks(settings.meters(), problems);
        settings.meters().keySet().forEach(checks::visit);
    }

    private void visit(String name) {
        MeterSettings meter = meters.get(name);
        if (meter == null || meter.source() == null || !meter.source().isComputed() || !done.add(name)) {
            return;
        }
        chain.addLast(name);
        String path = "meters." + name + "." + meter.source().kind();
        List<String> parts = meter.source().parts();
        String list = problems.given(path + ".of") ? path + ".of" : path;
        for (int i = 0; i < parts.size(); i++) {
            String part = parts.get(i);
            String at = ValueChecks.element(problems, list, i);
            if (!problems.given("meters." + part)) {
                problems.error(at, MeterNames.unknown(part, meters.keySet()));
            } else if (chain.contains(part)) {
                problems.error(at, Message.of("adds-meter-itself", "adds a meter to itself: {circle}", circle(part)));
            } else {
                visit(part);
            }
        }
        chain.removeLast();
    }

    private String circle(String from) {
        List<String> names = new ArrayList<>(chain);
        return String.join(" → ", names.subList(names.indexOf(from), names.size())) + " → " + from;
    }
}
