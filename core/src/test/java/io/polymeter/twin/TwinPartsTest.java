package io.polymeter.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.polymeter.config.Examples;
import io.polymeter.link.Clock;
import io.polymeter.point.Point;
import io.polymeter.point.Readings;
import io.polymeter.regulation.Regulation;
import io.polymeter.regulation.Regulation.Plant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a simulated house is made of: its time ([Timeline], [VirtualClock] and the threads in it, each a [Fiber]), its
/// powers ([TwinPlant], [TwinBattery]), and what is made of them ([Curves], [TwinScore]).
@Timeout(20)
class TwinPartsTest {

    private final List<String> seen = new ArrayList<>();
    private final Timeline timeline = new Timeline(() -> {});
    private final VirtualClock clock = new VirtualClock(timeline);

    private void say(String text) {
        seen.add(timeline.now() + " " + text);
    }

    @Test
    void whatIsPlannedHappensInItsOrderAndNoRealTimePasses() {
        timeline.at(30, () -> say("c"));
        timeline.at(10, () -> say("a"));
        timeline.at(10, () -> say("b"));
        timeline.in(20, () -> say("never")).cancel();
        timeline.runUntil(29);
        assertThat(seen).containsExactly("10 a", "10 b");
        timeline.runUntil(Duration.ofDays(1).toNanos());
        assertThat(seen).containsExactly("10 a", "10 b", "30 c");
        assertThat(clock.wall()).isEqualTo("2026-03-29T22:00:00Z");
        clock.step(Duration.ofHours(-1));
        assertThat(clock.wall()).isEqualTo("2026-03-29T21:00:00Z");
        assertThat(clock.nanos()).isEqualTo(Duration.ofDays(1).toNanos());
    }

    @Test
    void threadsSleepInThatTimeAndWakeEachOther() {
        Clock.Signal signal = clock.signal();
        Thread waiter = timeline.threads().newThread(() -> {
            try {
                say(signal.await(Duration.ofSeconds(5)) ? "raised" : "in vain");
                say(signal.await(Duration.ofNanos(7)) ? "raised" : "in vain");
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        Thread sleeper = timeline.threads().newThread(() -> {
            clock.sleep(100);
            signal.raise();
        });
        waiter.start();
        sleeper.start();
        timeline.runUntil(Duration.ofSeconds(1).toNanos());
        assertThat(seen).containsExactly("100 raised", "107 in vain");
    }

    @Test
    void whileTheProcessStandsStillItsThreadsDoToo() {
        timeline.threads()
                .newThread(() -> {
                    clock.sleep(10);
                    say("slept");
                })
                .start();
        timeline.at(5, () -> timeline.standStill(50));
        timeline.at(20, () -> timeline.tell(() -> say("told")));
        timeline.runUntil(100);
        assertThat(seen).containsExactlyInAnyOrder("50 slept", "50 told");
    }

    @Test
    void aFaultInsideEndsTheWorldAndSoDoesAnInterruptItsThread() {
        timeline.threads()
                .newThread(() -> {
                    throw new IllegalStateException("a defect");
                })
                .start();
        assertThatIllegalStateException()
                .isThrownBy(() -> timeline.runUntil(10))
                .withMessage("a defect");
    }

    @Test
    void whoIsInterruptedHearsItAtItsNextWait() {
        Thread stubborn = timeline.threads().newThread(() -> {
            try {
                clock.sleep(Duration.ofDays(1));
            } catch (InterruptedException e) {
                say("interrupted");
            }
        });
        stubborn.start();
        timeline.runUntil(10);
        assertThat(timeline.stop(stubborn::interrupt))
                .isLessThan(Duration.ofSeconds(1).toNanos());
        assertThat(seen).containsExactly("10 interrupted");
    }

    @Test
    void aBatteryStopsWhenItIsEmptyAndWhenItIsFull() {
        TwinBattery battery =
                new TwinBattery(TwinUnit.of(Regulation.integrator(1).on(new Plant(0, 1e9, 0, 3000, 2000))));
        assertThat(battery.stateOfCharge()).isEqualTo(0.5);
        battery.command(0, 9000);
        assertThat(battery.power(1)).isEqualTo(2000);
        assertThat(battery.power(3601)).isEqualTo(2000);
        // 2 kWh delivered at 95 % of 10 kWh.
        assertThat(battery.stateOfCharge()).isCloseTo(0.5 - 2 / 0.95 / 10, within(1e-3));
        battery.power(3 * 3600);
        assertThat(battery.power(3 * 3600 + 1)).isZero();
        battery.command(3 * 3600 + 1, -9000);
        assertThat(battery.power(3 * 3600 + 2)).isEqualTo(-3000);
        assertThat(battery.power(10 * 3600)).isZero();
        assertThat(battery.stateOfCharge()).isGreaterThan(0.97);
    }

    @Test
    void theGridIsTheLoadOfEachPhaseAndCountsBothWays() {
        TwinPlant plant = new TwinPlant(List.of(_ -> 900, _ -> 300, _ -> -600), Map.of());
        assertThat(plant.load(1)).isEqualTo(600);
        assertThat(plant.actuators(1)).isZero();
        Readings readings = plant.grid(3600, 7, 30);
        assertThat(readings.value(point("active-power"))).isCloseTo(630, within(1e-9));
        assertThat(readings.value(point("active-power.L3"))).isCloseTo(-590, within(1e-9));
        assertThat(readings.value(point("current.L1"))).isCloseTo(910 / 230.0, within(1e-9));
        assertThat(readings.value(point("active-energy-import"))).isCloseTo(630, within(1e-9));
        assertThat(readings.value(point("active-energy-export"))).isZero();
        assertThat(plant.grid(7200, 8, -1200).value(point("active-energy-export")))
                .isCloseTo(600, within(1e-9));
    }

    private static Point point(String name) {
        return Point.parse(name).orElseThrow();
    }

    @Test
    void aScoreIsWhatTheGridHadToGiveAndHowLongItTook() {
        double[] load = new double[1200];
        double[] own = new double[1200];
        Arrays.fill(load, 600, 1200, 1000);
        // Five seconds after the step all of it is delivered, with 200 W too much for three seconds.
        Arrays.fill(own, 605, 1200, 1000);
        Arrays.fill(own, 605, 608, 1200);
        Curves curves = new Curves(1200);
        for (int i = 0; i < load.length; i++) {
            curves.add(load[i], own[i], Map.of());
        }
        curves.add(1, 1, Map.of());
        assertThat(curves.grid()).hasSize(1200);
        assertThat(curves.grid()[606]).isEqualTo(-200);
        TwinScore score = TwinScore.of(curves.grid(), curves.load(), curves.actuators(), 150);
        assertThat(score.imported()).isCloseTo(5 * 1000 / 3.6e6, within(1e-12));
        assertThat(score.exported()).isCloseTo(3 * 200 / 3.6e6, within(1e-12));
        assertThat(score.settle()).isEqualTo(8);
        assertThat(score.overshoot()).isEqualTo(200);
        assertThat(score.longestAboveLimit()).isEqualTo(3);
        assertThat(score.travel()).isCloseTo(1400 * 3, within(1e-9));
        assertThat(score.crossings()).isCloseTo(3, within(1e-9));
    }

    @Test
    void whatNeverSettlesHasNoTime() {
        double[] load = new double[100];
        Arrays.fill(load, 50, 100, 500);
        double[] none = new double[100];
        assertThat(TwinScore.of(load, load, none, 0).settle()).isNaN();
        assertThat(TwinScore.of(none, none, none, 0).overshoot()).isNaN();
    }

    public record Pair(int left, String right) {
        public Pair {
            if (left < 0) {
                throw new IllegalArgumentException("negative");
            }
        }
    }

    @Test
    void aRecordIsCopiedWithWhatChanges() {
        assertThat(Records.with(new Pair(1, "a"), Map.of("right", "b"))).isEqualTo(new Pair(1, "b"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Records.with(new Pair(1, "a"), Map.of("left", -1)))
                .withCauseInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theGridIsTheMeterThatARegulatingOutputShows() {
        String text = """
                meters:
                  roof: { profile: p, modbus: { poll: "tcp://a" } }
                  house: { profile: p, modbus: { poll: "tcp://b" } }
                  battery: { profile: p, modbus: { poll: "tcp://c" } }
                outputs:
                  page: { meter: roof, modbus: { serve: "tcp://h:1" } }
                  gx: { meter: house%s, modbus: { serve: "tcp://h:2" } }
                """;
        TwinRoles controlling =
                TwinRoles.of(Examples.settings(text.formatted(", steers: [battery]")), List.of("page", "gx"));
        assertThat(controlling.grid()).isEqualTo("house");
        assertThat(controlling.regulating()).containsExactly("gx");
        assertThat(controlling.batteries()).containsExactly(Map.entry("battery", "gx"));
        TwinRoles showing = TwinRoles.of(Examples.settings(text.formatted("")), List.of("page", "gx"));
        assertThat(showing.grid()).isEqualTo("roof");
        assertThat(showing.regulating()).containsExactly("page");
        assertThat(showing.batteries()).isEmpty();
    }

    @Test
    void aThreadThatWaitsForNothingIsADeadWorld() {
        timeline.threads()
                .newThread(() -> {
                    try {
                        timeline.block(Long.MAX_VALUE);
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                })
                .start();
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> timeline.runUntil(Long.MAX_VALUE))
                .withMessage("everybody waits and nothing will ever happen");
    }

    private static TwinLoad load(String text) throws IOException {
        Path file = Files.createTempFile("load", ".csv");
        try {
            Files.writeString(file, text);
            return TwinLoad.read(file);
        } finally {
            Files.delete(file);
        }
    }

    private static void assertRefused(String text, String why) {
        assertThatIllegalArgumentException().isThrownBy(() -> load(text)).withMessage(why);
    }

    @Test
    void aLoadMayHaveAHeadingAMarkAndOtherLineEnds() throws IOException {
        TwinLoad load = load("\ufeffsecond,watt\r\n# a comment\r\n0,300\r\n\r\n10, 600\r\n");
        assertThat(load.phases().get(1).applyAsDouble(11)).isEqualTo(200);
        assertThat(load.begin()).isZero();
        assertThat(load.end()).isEqualTo(10);
        assertThat(load("\ufeff5,300\n6,-1.5e2").phases().getFirst().applyAsDouble(5))
                .isEqualTo(100);
        assertThat(load("second,\u00c5ngstr\u00f6m\r0,6\r1,9").end()).isEqualTo(1);
        assertThat(load("1700000000,6\n1700000001,9").begin()).isEqualTo(1.7e9);
        assertThat(load("0,1,2,3").phases().get(2).applyAsDouble(0)).isEqualTo(3);
    }

    @Test
    void whatIsWrongWithALoadIsSaidWithItsLineAndColumn() {
        assertRefused("", "no line with values");
        assertRefused("second,watt\n", "no line with values");
        assertRefused("0,1\n5,2\n5,3", "line 3, second: 5 is not after the second of the line before");
        assertRefused("0,1\n1,x", "line 2, watt: 'x' is not a number");
        assertRefused("0,1\n1,", "line 2, watt: '' is not a number");
        assertRefused("0,NaN", "line 1, watt: 'NaN' is not a number");
        assertRefused("0,1,2,3\n1,1,2000001,3", "line 2, L2: '2000001' is beyond 1 MW");
        assertRefused("0;1", "line 1: a line is second,watt or second,L1,L2,L3, with commas between the columns");
        assertRefused("0;1,5", "line 1: a line is second,watt or second,L1,L2,L3, with commas between the columns");
        assertRefused("\"\"\n0,1", "line 1: a line is second,watt or second,L1,L2,L3");
        assertRefused("0,1\n1,2,3", "line 2: a line is second,watt or second,L1,L2,L3");
        assertRefused("0,1\n1,2,3,4", "line 2: 4 columns, where the lines before have 2");
        assertRefused("a,b\nc,d\n", "line 2, second: 'c' is not a number");
    }
}
