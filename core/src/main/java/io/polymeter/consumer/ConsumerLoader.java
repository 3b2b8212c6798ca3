package io.polymeter.consumer;

import io.polymeter.config.yaml.Binder;
import io.polymeter.config.yaml.Problems;
import io.polymeter.config.yaml.Reference;
import io.polymeter.message.Message;
import io.polymeter.register.Range;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads a consumer's file, and reports everything that is wrong with it in one pass, each with line and column.
public final class ConsumerLoader {

    /// A consumer is the same for everybody: it takes nothing from the environment.
    private static final Binder BINDER = Binder.STANDARD.environment(_ -> null);

    private static final Pattern ID = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

    private static final String MODBUS = "modbus";

    private final ConsumerFile file;
    private final List<String> sinks;
    private final Problems problems;

    private ConsumerLoader(ConsumerFile file, List<String> sinks, Problems problems) {
        this.file = file;
        this.sinks = sinks;
        this.problems = problems;
    }

    /// Reads a file.
    ///
    /// @param sinks the keys of the kinds of sinks there are
    /// @return null where there are errors; they are in `problems`
    public static @Nullable Consumer read(Path file, List<String> sinks, Problems problems) {
        return load(BINDER.read(file, ConsumerFile.class, problems), sinks, problems);
    }

    /// Reads the text of a file.
    ///
    /// @param sinks the keys of the kinds of sinks there are
    /// @return null where there are errors; they are in `problems`
    public static @Nullable Consumer parse(byte[] bytes, List<String> sinks, Problems problems) {
        return load(BINDER.parse(bytes, ConsumerFile.class, problems), sinks, problems);
    }

    /// Every key of a consumer's file, as Markdown.
    public static String reference() {
        return Reference.markdown(BINDER, ConsumerFile.class);
    }

    private static @Nullable Consumer load(@Nullable ConsumerFile file, List<String> sinks, Problems problems) {
        if (file == null) {
            return null;
        }
        Consumer consumer = new ConsumerLoader(file, sinks, problems).consumer();
        return problems.hasErrors() ? null : consumer;
    }

    private Consumer consumer() {
        id("id", file.id());
        List<ConsumerFace> faces = new ArrayList<>();
        for (int i = 0; i < file.faces().size(); i++) {
            faces.add(face("faces[" + i + "]", file.faces().get(i)));
        }
        return new Consumer(file.id(), file.title(), file.maker(), file.models(), faces, file.regulates());
    }

    private void id(String path, String id) {
        if (!ID.matcher(id).matches()) {
            problems.error(
                    path,
                    Message.of(
                            "no-id-small-letters",
                            "'{id}' is no id; it has small letters, digits and single hyphens",
                            id));
        }
    }

    private ConsumerFace face(String path, ConsumerFile.FaceFile face) {
        id(path + ".expects", face.expects());
        if (face.confidence() == ConsumerFace.Confidence.TWO_SOURCES
                && face.source().size() < 2) {
            problems.error(
                    path + ".confidence",
                    Message.of("two-sources-named-or", "two sources are named, or it is one-source"));
        }
        if (face.cadence() != null && !face.cadence().isPositive()) {
            problems.error(path + ".cadence", Message.of("interval-0", "the interval is 0"));
        }
        if (face.replyWithin() != null && !face.replyWithin().isPositive()) {
            problems.error(path + ".reply-within", Message.of("no-reply-quick", "no reply is that quick"));
        }
        ConsumerFile.NoValueFile noValue = face.noValue();
        return new ConsumerFace(
                face.expects(),
                sinks.contains(face.expects()) ? face.expects() : MODBUS,
                face.interfaces(),
                face.port(),
                face.mdns(),
                face.unit(),
                units(path, face),
                lines(path, face),
                face.cadence(),
                reads(path, face),
                face.checks(),
                face.whenLost(),
                face.replyWithin(),
                noValue == null ? null : new ConsumerFace.NoValue(noValue.is(), noValue.word(), noValue.source()),
                face.menu(),
                face.identity(),
                face.identityRegisters(),
                face.sink(),
                face.configuration(),
                face.source(),
                face.confidence(),
                face.note());
    }

    private List<Integer> units(String path, ConsumerFile.FaceFile face) {
        Set<Integer> units = new LinkedHashSet<>();
        if (face.unit() != null) {
            units.add(face.unit());
        } else if (!face.units().isEmpty()) {
            problems.error(
                    path + ".units",
                    Message.of("further-unit-ids-need", "further unit ids need a first: the key 'unit'"));
        }
        for (int i = 0; i < face.units().size(); i++) {
            int unit = face.units().get(i);
            if (unit < 0 || unit > 255) {
                problems.error(path + ".units[" + i + "]", Message.of("unit-id-0-255", "a unit id is 0 to 255"));
            } else if (!units.add(unit)) {
                problems.error(
                        path + ".units[" + i + "]",
                        Message.of("named-for-second-time", "{unit} is named for the second time", unit));
            }
        }
        return List.copyOf(units);
    }

    private List<String> lines(String path, ConsumerFile.FaceFile face) {
        boolean serial = face.interfaces().contains(ConsumerFace.Interface.RTU)
                || face.interfaces().contains(ConsumerFace.Interface.SERIAL);
        if (!serial && !face.line().isEmpty()) {
            problems.keyError(
                    path + ".line",
                    Message.of("for-interfaces-rtu-serial", "is for the interfaces rtu and serial alone"));
        }
        return face.line().stream().map(LineText::toString).toList();
    }

    private List<ConsumerRead> reads(String path, ConsumerFile.FaceFile face) {
        List<ConsumerRead> reads = new ArrayList<>();
        for (int i = 0; i < face.reads().size(); i++) {
            ConsumerFile.ReadFile read = face.reads().get(i);
            String at = path + ".reads[" + i + "]";
            if (read.at() + read.count() > 0x10000) {
                problems.error(
                        at + ".count",
                        Message.of(
                                "more-address-0-65535",
                                "{at} and {read} more: an address is 0 to 65535",
                                read.at(),
                                read.count() - 1));
            } else if (read.every() != null && !read.every().isPositive()) {
                problems.error(at + ".every", Message.of("interval-0", "the interval is 0"));
            } else {
                Range range = new Range(read.at(), read.count());
                reads.add(new ConsumerRead(
                        read.function(),
                        range,
                        read.every(),
                        read.refused(),
                        Objects.requireNonNullElse(read.without(), ""),
                        Objects.requireNonNullElse(read.note(), "")));
            }
        }
        return reads;
    }
}
