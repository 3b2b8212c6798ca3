package io.polymeter.config;

import io.polymeter.config.yaml.Problems;
import io.polymeter.message.Message;
import java.util.List;

/// Checks the outputs, each by itself and against the others.
final class OutputChecks {

    private final Settings settings;
    private final Problems problems;

    private OutputChecks(Settings settings, Problems problems) {
        this.settings = settings;
        this.problems = problems;
    }

    static void check(Settings settings, Problems problems) {
        OutputChecks checks = new OutputChecks(settings, problems);
        settings.outputs().forEach((name, output) -> checks.output("outputs." + name, output));
    }

    private void output(String path, OutputSettings output) {
        meters(path, output);
        steers(path, output);
        if (MeterSettings.AUTO.equals(output.profile())) {
            problems.error(
                    path + ".profile",
                    Message.of(
                            "auto-for-meters-output", "'auto' is for meters; an output needs the profile to emulate"));
        }
        AidChecks.check(path, output, problems);
        SinkSettings sink = output.sink();
        if (sink == null) {
            return;
        }
        if (!output.identityRegisters().isEmpty() && sink.unitId() == null) {
            problems.keyError(
                    path + ".identity.registers",
                    Message.of("only-modbus-output-registers", "only a modbus output has registers"));
        }
        if (sink.showsOne()) {
            single(path, output, sink.kind());
        }
        sink.check(path, output, settings, problems);
    }

    private void meters(String path, OutputSettings output) {
        boolean one = problems.given(path + ".meter");
        boolean several = problems.given(path + ".meters");
        if (!one && !several) {
            problems.keyError(
                    path, Message.of("needs-meter", "needs the key 'meter', or 'meters' with a list or 'all'"));
        }
        if (one && several) {
            problems.keyError(path + ".meters", Message.of("cannot-combined-meter", "cannot be combined with 'meter'"));
        }
        if (output.meter() != null) {
            known(output.meter(), path + ".meter");
        }
        List<String> names = output.meters();
        for (int i = 0; i < names.size(); i++) {
            String at = ValueChecks.element(problems, path + ".meters", i);
            known(names.get(i), at);
            if (names.indexOf(names.get(i)) < i) {
                problems.error(at, Message.of("listed-twice", "'{names}' is listed twice", names.get(i)));
            }
        }
        if (names.size() > 1 && names.contains(OutputSettings.ALL)) {
            problems.error(
                    path + ".meters",
                    Message.of("all-cannot-combined-other", "'all' cannot be combined with other meters"));
        }
    }

    private void steers(String path, OutputSettings output) {
        List<String> names = output.steers();
        for (int i = 0; i < names.size(); i++) {
            String at = ValueChecks.element(problems, path + ".steers", i);
            if (!problems.given("meters." + names.get(i))) {
                problems.error(
                        at, MeterNames.unknown(names.get(i), settings.meters().keySet()));
            } else if (names.get(i).equals(output.meter())) {
                problems.error(
                        at,
                        Message.of(
                                "meter-shown-consumer-sets",
                                "'{names}' is the meter that is shown; a consumer sets another's power",
                                names.get(i)));
            }
        }
    }

    private void known(String name, String at) {
        if (!name.equals(OutputSettings.ALL) && !problems.given("meters." + name)) {
            problems.error(at, MeterNames.unknown(name, settings.meters().keySet()));
        }
    }

    private void single(String path, OutputSettings output, String sink) {
        boolean several = output.showsAll()
                ? settings.meters().size() != 1
                : output.named().size() > 1;
        if (several) {
            problems.error(
                    path + (output.meter() != null ? ".meter" : ".meters"),
                    Message.of("output-shows-one-meter", "a {sink} output shows one meter", sink));
        }
    }
}
