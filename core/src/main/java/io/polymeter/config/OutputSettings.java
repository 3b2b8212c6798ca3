package io.polymeter.config;

import io.polymeter.config.yaml.Durations;
import io.polymeter.config.yaml.Key;
import io.polymeter.config.yaml.OneOf;
import io.polymeter.config.yaml.Within;
import io.polymeter.config.yaml.YamlName;
import io.polymeter.message.Message;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A named presentation of one or more meters to a consumer.
public record OutputSettings(
        @Key(doc = "The meter to output.", example = "grid") @Nullable
        String meter,

        @Key(doc = "Several meters instead of `meter`, or `all`, for sinks that support it.", example = "[grid, pv]")
        List<String> meters,

        @Key(
                doc = "Profile of the device to emulate: a name from `polymeter profiles` or a profile file.",
                absent = "the meter's (a mirror)",
                example = "fronius-smart-meter")
        @Nullable
        String profile,

        @Key(
                doc = "Who reads it: a name from `polymeter consumers`, which then says profile, unit id, port and line"
                        + " where this output does not; `check` compares.",
                absent = "nobody in particular",
                example = "fronius-gen24")
        @Nullable
        String consumer,

        @OneOf(value = "sink", unless = "consumer") @Nullable
        SinkSettings sink,

        @Key(
                doc = "Identity of the emulated device: serial, manufacturer, model, version ….",
                example = "{ serial: \"4711\" }")
        Map<String, String> identity,

        @Within("identity")
        @YamlName("registers")
        @Key(
                doc = "Constants of the emulated device that this consumer expects otherwise, by address.",
                absent = "the profile's",
                example = "{ 2001: 0x3F80 }")
        Map<String, Long> identityRegisters,

        @Key(doc = "How reads of stale values are answered.", absent = "the profile's") @Nullable
        WhenStale whenStale,

        @Key(
                doc = "Meters whose power this consumer controls, such as its battery; needed to find the cause of"
                        + " an oscillation.",
                example = "[battery]")
        List<String> steers,

        @Key(
                doc = "How long a request of a reader that has had the latest sample waits for the next, at most 2s."
                        + " No value is changed. Not on serial lines.",
                absent = "not at all",
                example = "800ms")
        @Nullable
        Duration waitForNew,

        @Key(
                doc = "A reader gets a new sample at most this often. For consumers whose source is late: slower is"
                        + " steadier.",
                absent = "every sample",
                example = "2s")
        @Nullable
        Duration minSamplePeriod,

        @Key(
                doc = "`limit` where the consumer keeps a limit with these values, such as that of the feed-in: then no"
                        + " value is changed, and none is kept back for more than 1s.",
                absent = "none")
        @Nullable
        OutputRole role,

        @Key(
                doc =
                        "Watts added to the active power, at most 200: a consumer that aims at 0 then aims beside it. Shown"
                                + " as derived; energy stays.",
                absent = "0W",
                example = "30W")
        @Nullable
        Watts bias,

        @Key(
                doc = "Active power up to this is shown as 0, at most 30W. It hides feed-in up to it.",
                absent = "0W",
                example = "20W")
        @Nullable
        Watts deadband,

        @Key(
                doc = "A single sample this far from the median of the last seven that were read, at least 200W, and"
                        + " beyond three deviations, is shown as absent, or as the median where the profile has no word"
                        + " for that. A step of the load comes one sample later.",
                absent = "not at all",
                example = "500W")
        @Nullable
        Watts despike,

        @Key(
                doc = "Time constant of a low-pass on the active power, at most 5s. It makes values later, which may"
                        + " make a battery swing: refused where the phase margin would be below 45 degrees.",
                absent = "not at all",
                example = "2s")
        @Nullable
        Duration smooth,

        @Key(
                doc =
                        "`exact` where a mirror passes energy counters on as the device says. Else they are the only registers"
                                + " it corrects, so that they never fall when the device is reset or replaced.",
                absent = "energy never falls",
                example = "exact")
        @Nullable
        MirrorMode mirror) {

    /// The word that stands for every meter.
    public static final String ALL = "all";

    /// What a mirror changes.
    public enum MirrorMode {
        /// Nothing.
        EXACT
    }

    /// What is done with a value that is older than its group allows.
    public enum WhenStale {
        /// A Modbus exception.
        EXCEPTION,
        /// No reply.
        SILENT,
        /// The profile's way of writing "not implemented".
        NOT_AVAILABLE,
        /// The last value; by explicit wish only.
        HOLD
    }

    /// The key of the first aid that changes the power that is shown; null where none does.
    public @Nullable String changesPower() {
        if (bias != null) {
            return "bias";
        }
        if (deadband != null) {
            return "deadband";
        }
        return despike != null ? "despike" : smooth != null ? "smooth" : null;
    }

    /// What is wrong with a sample period that is longer than half of an age limit, in words.
    public static Message slow(Duration limit) {
        return Message.of(
                "more-than-half",
                "is more than half of the {limit} after which a value is too old",
                Durations.format(limit));
    }

    /// The same without what steadies its consumer.
    public OutputSettings withoutAids() {
        return new OutputSettings(
                meter,
                meters,
                profile,
                consumer,
                sink,
                identity,
                identityRegisters,
                whenStale,
                steers,
                null,
                null,
                role,
                null,
                null,
                null,
                null,
                mirror);
    }

    /// The same with what its consumer needs where nothing is said.
    public OutputSettings with(
            @Nullable String face, SinkSettings filled, Map<String, String> names, Map<String, Long> registers) {
        return new OutputSettings(
                meter,
                meters,
                face,
                consumer,
                filled,
                names,
                registers,
                whenStale,
                steers,
                waitForNew,
                minSamplePeriod,
                role,
                bias,
                deadband,
                despike,
                smooth,
                mirror);
    }

    /// Whether every meter is shown, also those added later.
    public boolean showsAll() {
        return meters.contains(ALL) || ALL.equals(meter);
    }

    /// The meters named here; holds the word `all` where [#showsAll()].
    List<String> named() {
        return meter != null ? List.of(meter) : meters;
    }
}
