package io.polymeter.capture.learn;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.capture.Exchange;
import io.polymeter.capture.Recording;
import io.polymeter.config.yaml.Problems;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Words;
import io.polymeter.point.Phase;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.point.Readings;
import io.polymeter.profile.Catalog;
import io.polymeter.profile.Codec;
import io.polymeter.profile.Profile;
import io.polymeter.profile.Row;
import io.polymeter.profile.Span;
import io.polymeter.register.RegisterImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The learner sees what the bundled profiles' devices answer for twenty minutes, and nothing else of them.
class LearnerTest {

    private static final int SAMPLES = 600;

    /// One in so many profiles; all of them by `lab/learn`.
    private static final int EVERY = Boolean.getBoolean("polymeter.learn.whole") ? 1 : 6;

    private static final Pattern ROW = Pattern.compile("- \\{ at: (\\d+), function: \\d, as: (\\w+)");

    @TempDir
    Path directory;

    /// A house whose power wanders and whose big loads switch.
    private static final class House {
        private final Random random = new Random(4);
        private final TreeMap<String, Double> last = new TreeMap<>();
        private final double[] load = {300, 200, 900};
        private final double[] reactive = {100, 50, 220};

        Readings next(long instant) {
            Readings.Builder readings = Readings.NONE.toBuilder();
            double[] power = new double[3];
            for (int i = 0; i < 3; i++) {
                if (random.nextInt(25) == 0) {
                    load[i] = random.nextInt(4000) - 1500;
                }
                reactive[i] += random.nextGaussian() * 15;
                power[i] = load[i] + random.nextGaussian() * 20;
            }
            for (Point point : Point.all()) {
                if (point.quantity().isText()) {
                    continue;
                }
                double value = value(point, power);
                if (!Double.isNaN(value)) {
                    readings.put(point, value, instant);
                    last.put(point.name(), value);
                }
            }
            return readings.build();
        }

        private double value(Point point, double[] power) {
            int phase =
                    point.phase() == Phase.L1 ? 0 : point.phase() == Phase.L2 ? 1 : point.phase() == Phase.L3 ? 2 : -1;
            double watts = phase < 0 ? power[0] + power[1] + power[2] : power[phase];
            double vars = phase < 0 ? reactive[0] + reactive[1] + reactive[2] : reactive[phase];
            double before = last.getOrDefault(point.name(), 100_000.0 + 1234 * point.index());
            return switch (point.quantity()) {
                case ACTIVE_POWER -> watts;
                case DC_POWER -> Math.abs(watts);
                case REACTIVE_POWER -> vars;
                case APPARENT_POWER -> Math.hypot(watts, vars);
                case POWER_FACTOR -> watts / Math.hypot(watts, vars);
                case CURRENT, DC_CURRENT -> Math.abs(Math.hypot(watts, vars)) / 230;
                case VOLTAGE -> 230 + phase - watts / 1500 + random.nextGaussian() / 5;
                case LINE_VOLTAGE, DC_VOLTAGE -> 400 + phase + random.nextGaussian();
                case FREQUENCY -> 50 + random.nextGaussian() / 50;
                case ACTIVE_ENERGY_IMPORT -> before + Math.max(0, watts) / 1800;
                case ACTIVE_ENERGY_EXPORT -> before + Math.max(0, -watts) / 1800;
                default -> point.quantity().kind() == Quantity.Kind.ENERGY ? before + 0.3 : Double.NaN;
            };
        }
    }

    /// What was asked and answered, and what a known meter saw.
    private record Heard(Recording recording, KnownValues reference, Map<Row, List<Words>> raw) {}

    private static Heard listen(Profile profile) {
        House house = new House();
        Codec codec = Codec.of(profile);
        List<Exchange> exchanges = new ArrayList<>();
        Map<String, TreeMap<Long, Double>> points = new TreeMap<>();
        Map<Row, List<Words>> raw = new LinkedHashMap<>();
        for (int i = 0; i < SAMPLES; i++) {
            long micros = 1_000_000_000_000L + i * 2_000_000L;
            Readings readings = house.next(micros * 1000);
            for (Point point : Point.all()) {
                if (!Double.isNaN(readings.value(point))) {
                    points.computeIfAbsent(point.name(), _ -> new TreeMap<>())
                            .put(micros - 1000, readings.value(point));
                }
            }
            RegisterImage image = codec.encode(readings, micros * 1000);
            for (Span span : profile.spans()) {
                read(exchanges, image, micros, span);
            }
            for (Row row : profile.rows()) {
                Words words = image.words(row.range().address(), row.range().count());
                if (words != null && row.range().end() <= 65_536) {
                    raw.computeIfAbsent(row, _ -> new ArrayList<>()).add(words);
                }
            }
        }
        return new Heard(new Recording(List.of("device 1"), exchanges), new KnownValues(points), raw);
    }

    private static void read(List<Exchange> exchanges, RegisterImage image, long micros, Span span) {
        int end = Math.min(65_536, span.range().end());
        for (int at = span.range().address(); at < end; at += 120) {
            int count = Math.min(120, end - at);
            byte[] bytes = new byte[2 * count];
            if (image.copy(at, count, bytes) > 0) {
                Words words = Words.wrap(bytes);
                exchanges.add(new Exchange(
                        micros,
                        micros + 2000,
                        0,
                        1,
                        new Request.ReadHoldingRegisters(at, count),
                        new Response.ReadRegisters(3, words)));
            }
        }
    }

    private static boolean covered(Row row, String draft) {
        Matcher rows = ROW.matcher(draft);
        while (rows.find()) {
            int at = Integer.parseInt(rows.group(1));
            int width = rows.group(2).endsWith("16") ? 1 : rows.group(2).endsWith("32") ? 2 : 4;
            if (row.range().address() < at + width && at < row.range().end()) {
                return true;
            }
        }
        return false;
    }

    private Profile load(String draft) throws IOException {
        Files.writeString(directory.resolve("learned.yaml"), draft);
        Problems problems = new Problems("test");
        Profile learned = Catalog.builtIn().resolve("./learned.yaml", directory, problems, "");
        return Objects.requireNonNull(learned, () -> problems.sorted() + "\n" + draft);
    }

    private static String kind(Row row) {
        return switch (row.format().encoding()) {
            case ACC32 -> "U32";
            case ACC64 -> "U64";
            case STATE0 -> "U16";
            default -> row.format().encoding().name();
        };
    }

    /// Null where a learned row is right.
    private static String fault(Profile truth, Row row) {
        Row real = truth.rowAt(row.range().address()).orElse(null);
        if (real == null
                || real.range().address() != row.range().address()
                || !kind(real).equals(kind(row))
                || row.range().count() > 1
                        && real.format().lowWordFirst() != row.format().lowWordFirst()) {
            return row.range() + " " + kind(row) + " is " + (real == null ? "nothing" : real.range() + kind(real));
        }
        boolean meant = row.point() != null && !row.point().equals(real.point());
        return meant ? row.range() + " " + row.point() + " is " + real.point() : "";
    }

    @Test
    @Timeout(1200)
    void mostRowsOfTheBundledProfilesAreFoundAndNoneIsWrongWhereItIsSure() throws IOException {
        int varying = 0;
        int found = 0;
        int sure = 0;
        int named = 0;
        List<String> faults = new ArrayList<>();
        List<String> missed = new ArrayList<>();
        List<Profile> all = Catalog.builtIn().all().toList();
        for (int i = 0; i < all.size(); i += EVERY) {
            Profile profile = all.get(i);
            Heard heard = listen(profile);
            if (heard.recording().exchanges().isEmpty()) {
                continue;
            }
            String draft = new Learner(heard.recording(), 0, heard.reference()).draft("a test");
            for (Map.Entry<Row, List<Words>> row : heard.raw().entrySet()) {
                if (row.getValue().stream().distinct().count() > 1) {
                    varying++;
                    boolean is = covered(row.getKey(), draft);
                    found += is ? 1 : 0;
                    if (!is) {
                        missed.add(profile.id() + " " + row.getKey().range());
                    }
                }
            }
            for (Row row : load(draft).rows()) {
                sure++;
                named += row.point() == null ? 0 : 1;
                String fault = fault(profile, row);
                if (!fault.isEmpty()) {
                    faults.add(profile.id() + " " + fault);
                }
            }
        }
        String figures = varying + " rows, " + found + " found, " + sure + " sure, " + named + " with a point";
        assertThat(faults).as(figures).isEmpty();
        assertThat(found).as(figures + missed).isGreaterThanOrEqualTo(varying * 95 / 100);
        assertThat(sure).as(figures).isGreaterThan(50);
        assertThat(named).as(figures).isGreaterThan(25);
    }
}
