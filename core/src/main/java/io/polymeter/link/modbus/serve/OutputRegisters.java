package io.polymeter.link.modbus.serve;

import io.polymeter.config.Correction;
import io.polymeter.config.OutputSettings;
import io.polymeter.config.kind.ModbusSink;
import io.polymeter.config.kind.ModbusSource;
import io.polymeter.config.yaml.Problems;
import io.polymeter.link.Planning.PlannedMeter;
import io.polymeter.link.modbus.connect.ModbusPlanning;
import io.polymeter.message.Message;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.profile.Constants;
import io.polymeter.profile.Group;
import io.polymeter.profile.Profile;
import io.polymeter.view.AgeLimits;
import io.polymeter.view.FreshnessPolicy;
import io.polymeter.view.Mirror;
import io.polymeter.view.PowerAids;
import io.polymeter.view.RegisterView;
import io.polymeter.view.Translation;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How a meter is shown as registers.
///
/// @param own true where the meter's registers pass through, false where its values are shown as another
///     device's
/// @param names what that other device calls itself
/// @param aids what is done to its power, where values are shown
/// @param exact whether registers that pass through are not even corrected where energy falls
public record OutputRegisters(
        PlannedMeter meter,
        Profile profile,
        boolean own,
        Map<Point, String> names,
        FreshnessPolicy policy,
        PowerAids aids,
        boolean exact) {

    private static final int HIGHEST = 0xffff;

    /// The meter's own registers where it has some and is to be shown as itself, else its values as another
    /// device's; null where no register map is known.
    public static @Nullable OutputRegisters of(
            String name, OutputSettings output, PlannedMeter meter, ModbusPlanning planning) {
        Profile own = meter.profile();
        Profile profile =
                output.profile() == null ? own : planning.planning().profiles().get(name);
        if (profile == null) {
            return null;
        }
        boolean mirror = isOwn(profile, own) && meter.settings().source() instanceof ModbusSource;
        Map<String, Duration> limits = mirror
                ? meter.settings().freshFor()
                : new AgeLimits(meter.settings().freshFor()).byGroup(own);
        if (!mirror && output.sink() instanceof ModbusSink sink) {
            profile = profile.atUnit(sink.unit());
        }
        profile = constants(name, output, mirror ? null : profile, planning.problems())
                .orElse(profile);
        FreshnessPolicy policy = new FreshnessPolicy(whenStale(output, profile), limits);
        Message slow = slow(output, profile, policy);
        if (slow != null) {
            planning.problems().error("outputs." + name + ".min-sample-period", slow);
        }
        PowerAids aids = aids(output, profile);
        mirrored(new MirrorChoice(name, meter, mirror), output, planning.problems());
        boolean exact = output.mirror() == OutputSettings.MirrorMode.EXACT;
        return new OutputRegisters(
                meter, profile, mirror, names(name, output, planning.problems()), policy, aids, exact);
    }

    /// Whether an output shows a meter's own registers.
    private record MirrorChoice(String output, PlannedMeter meter, boolean mirror) {}

    /// What cannot be where a meter's own registers are shown, or where they are not.
    private static void mirrored(MirrorChoice choice, OutputSettings output, Problems problems) {
        String name = choice.output();
        PlannedMeter meter = choice.meter();
        boolean mirror = choice.mirror();
        if (mirror && isCorrected(meter)) {
            problems.error(
                    "outputs." + name + (output.profile() == null ? "" : ".profile"),
                    Message.of(
                            "shows-registers-as-they",
                            "shows the registers of {meter} as they are, but its values are corrected by meters.{meter2}.correct; give it the profile of another device",
                            meter.name(),
                            meter.name()));
        }
        String changing = output.changesPower();
        if (mirror && changing != null) {
            problems.keyError(
                    "outputs." + name + "." + changing,
                    Message.of(
                            "output-shows-registers-as",
                            "this output shows the registers of {meter} as they are; give it the profile of another device",
                            meter.name()));
        }
        if (output.mirror() == OutputSettings.MirrorMode.EXACT && !mirror) {
            problems.keyError(
                    "outputs." + name + ".mirror",
                    Message.of(
                            "output-shows-another-device",
                            "this output shows another device than {meter}'s; leave `mirror` out",
                            meter.name()));
        }
    }

    /// An outlier is shown as absent where every register of power has a word for that.
    private static PowerAids aids(OutputSettings output, Profile profile) {
        boolean absent = profile.rows().stream()
                .filter(row -> row.point() != null && row.point().quantity() == Quantity.ACTIVE_POWER)
                .allMatch(row -> row.format().absent());
        return PowerAids.of(output, absent);
    }

    /// A value that is kept back must not become stale by that.
    ///
    /// @return what is wrong with that, null where nothing is
    private static @Nullable Message slow(OutputSettings output, Profile profile, FreshnessPolicy policy) {
        Duration period = output.minSamplePeriod();
        Group live = profile.group("live").orElse(null);
        return period == null || live == null || period.toNanos() <= policy.limit(live) / 2
                ? null
                : OutputSettings.slow(Duration.ofNanos(policy.limit(live)));
    }

    // Mostly answered by the id: comparing all that two profiles hold has the machine generate how at each start.
    private static boolean isOwn(Profile profile, @Nullable Profile own) {
        return profile == own || own != null && own.id().equals(profile.id()) && profile.equals(own);
    }

    private static boolean isCorrected(PlannedMeter meter) {
        Correction correct = meter.settings().correct();
        return correct != null && !correct.isNone();
    }

    /// The face with the constants that this output has instead.
    ///
    /// @param face null where the meter's own registers are shown
    private static Optional<Profile> constants(
            String name, OutputSettings output, @Nullable Profile face, Problems problems) {
        String path = "outputs." + name + ".identity.registers";
        Map<Integer, Long> words = new HashMap<>();
        Map<Integer, String> keys = new HashMap<>();
        output.identityRegisters().forEach((key, word) -> {
            int address = address(key);
            if (address < 0) {
                problems.keyError(
                        path + "." + key,
                        Message.of(
                                "not-address-address-0", "'{key}' is not an address; an address is 0 to 65535", key));
            } else if (keys.putIfAbsent(address, key) != null) {
                problems.keyError(
                        path + "." + key,
                        Message.of("register-given-twice", "register {address} is given twice", address));
            } else {
                words.put(address, word);
            }
        });
        if (face == null && !words.isEmpty()) {
            problems.keyError(
                    path,
                    Message.of(
                            "meter-own-registers-shown",
                            "the meter's own registers are shown unchanged; name a 'profile' to emulate"));
        }
        return Optional.ofNullable(face)
                .map(known -> Constants.in(
                        known, words, (at, message) -> problems.keyError(path + "." + keys.get(at), message)));
    }

    private static int address(String key) {
        try {
            int address = Integer.decode(key);
            return address <= HIGHEST ? address : -1;
        } catch (NumberFormatException bad) {
            return -1;
        }
    }

    private static Map<Point, String> names(String name, OutputSettings output, Problems problems) {
        Map<Point, String> names = new HashMap<>();
        output.identity()
                .forEach((key, value) -> Point.parse(key)
                        .filter(point -> point.quantity().isText())
                        .ifPresentOrElse(
                                point -> names.put(point, value),
                                () -> problems.keyError(
                                        "outputs." + name + ".identity." + key,
                                        Message.of(
                                                "there-no-there-manufacturer",
                                                "there is no '{key}'; there are manufacturer, model, options, version and serial",
                                                key))));
        return names;
    }

    private static Profile.WhenStale whenStale(OutputSettings output, Profile profile) {
        OutputSettings.WhenStale wanted = output.whenStale();
        return wanted == null ? profile.wire().whenStale() : Profile.WhenStale.valueOf(wanted.name());
    }

    public RegisterView view() {
        return own ? new Mirror(policy, exact) : new Translation(profile, names, policy, aids);
    }
}
