package io.polymeter.lab.fuzz;

import io.polymeter.link.telegram.Telegram;
import io.polymeter.link.telegram.TelegramParser;
import io.polymeter.link.telegram.TelegramSink;
import io.polymeter.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// What holds for each parser of telegrams: nothing comes out of it but telegrams and refusals, they do not depend on
/// how the stream was cut, and after anything a right telegram is found again.
final class Parsing implements TelegramSink {

    private final List<Object> heard = new ArrayList<>();

    private Parsing() {}

    @Override
    public void telegram(Telegram telegram) {
        telegram.values().forEach((code, value) -> check(Double.isFinite(value.number()), code + " is not a number"));
        heard.add(telegram);
    }

    @Override
    public void refused(Message why) {
        check(!why.isEmpty() && !why.text().contains("Exception"), "refused without words");
        heard.add(why);
    }

    /// @param good a right telegram
    /// @param times how often it has to come until one of it is heard, whatever was before
    static void hold(Supplier<? extends TelegramParser> parsers, byte[] input, byte[] good, int times) {
        TelegramParser parser = parsers.get();
        Parsing whole = new Parsing();
        parser.take(input, input.length, whole);
        TelegramParser other = parsers.get();
        Parsing dripped = new Parsing();
        byte[] one = new byte[1];
        for (byte each : input) {
            one[0] = each;
            other.take(one, 1, dripped);
        }
        check(whole.heard.equals(dripped.heard), "telegrams depend on the cut");
        check(parser.suspicion().equals(other.suspicion()), "suspicions depend on the cut");
        if (input.length > 0 && (input[0] & 7) == 0) {
            Parsing after = new Parsing();
            for (int i = 0; i < times; i++) {
                parser.take(good, good.length, after);
            }
            check(after.heard.stream().anyMatch(Telegram.class::isInstance), "deaf for good");
        }
    }

    static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
