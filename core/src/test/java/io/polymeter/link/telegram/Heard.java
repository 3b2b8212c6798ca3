package io.polymeter.link.telegram;

import io.polymeter.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/// What a parser makes of bytes.
public final class Heard implements TelegramSink {

    public final List<Telegram> telegrams = new ArrayList<>();
    public final List<String> refusals = new ArrayList<>();

    @Override
    public void telegram(Telegram telegram) {
        telegrams.add(telegram);
    }

    @Override
    public void refused(Message why) {
        refusals.add(why.text());
    }

    /// All bytes at once.
    public static Heard of(TelegramParser parser, byte[]... parts) {
        Heard heard = new Heard();
        for (byte[] part : parts) {
            parser.take(part, part.length, heard);
        }
        return heard;
    }

    /// In pieces of random length, which must make no difference.
    public static Heard inPieces(Supplier<TelegramParser> parsers, byte[] bytes, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Heard heard = new Heard();
        TelegramParser parser = parsers.get();
        int at = 0;
        while (at < bytes.length) {
            int count = Math.min(bytes.length - at, 1 + random.nextInt(40));
            byte[] chunk = new byte[64];
            System.arraycopy(bytes, at, chunk, 0, count);
            parser.take(chunk, count, heard);
            at += count;
        }
        return heard;
    }

    /// The values of a telegram as points.
    public static java.util.Map<String, Double> points(Telegram telegram) {
        java.util.Map<String, Double> points = new java.util.TreeMap<>();
        ObisPoints.of(telegram).points().forEach((point, value) -> points.put(point.name(), value));
        return points;
    }

    /// What is refused of a telegram.
    public static java.util.Set<String> refusals(Telegram telegram) {
        return ObisPoints.of(telegram).refusals().stream()
                .map(Telegram.Refusal::toString)
                .collect(java.util.stream.Collectors.toSet());
    }
}
