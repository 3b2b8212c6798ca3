package io.polymeter.lab.fuzz;

import io.polymeter.link.platform.SourceValue;
import io.polymeter.message.Message;
import io.polymeter.point.Point;
import io.polymeter.point.Unit;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Any bytes as the text that a topic, an item or a field holds, alone or with a unit beside it: a finite number,
/// nothing, or a refusal in words.
public final class MqttTarget {

    private static final List<Point> POINTS = List.of(
            Point.parse("active-power").orElseThrow(),
            Point.parse("active-energy-import").orElseThrow(),
            Point.parse("power-factor").orElseThrow());

    private MqttTarget() {}

    /// Called by Jazzer.
    public static void fuzzerTestOneInput(byte[] data) {
        String text = new String(data, StandardCharsets.UTF_8);
        int space = text.indexOf('|');
        for (Point point : POINTS) {
            Unit.Scaled unit = new Unit.Scaled(point.quantity().unit(), 1);
            SourceValue value = new SourceValue(point, List.of(point), unit, -1, "topic t");
            SourceValue.Value read = space < 0
                    ? value.read(text, null)
                    : value.read(text.substring(0, space), text.substring(space + 1));
            switch (read) {
                case SourceValue.Value.Measured(double number) ->
                    Parsing.check(Double.isFinite(number), "is no number: " + number);
                case SourceValue.Value.Missing() -> Parsing.check(text.length() < 100_000, "too long for nothing");
                case SourceValue.Value.Refused(String why, Message sentence) -> {
                    Parsing.check(!why.isBlank() && !sentence.isEmpty(), "refused without words");
                    Parsing.check(sentence.text().length() < 2_000, "repeats a long text");
                }
            }
        }
    }
}
