package io.polymeter.config.kind;

import io.polymeter.config.OutputSettings;
import io.polymeter.config.OutputSettings.WhenStale;
import io.polymeter.config.Settings;
import io.polymeter.config.SinkSettings;
import io.polymeter.config.ValueChecks;
import io.polymeter.config.yaml.Key;
import io.polymeter.config.yaml.Problems;
import io.polymeter.config.yaml.ValueRange;
import io.polymeter.config.yaml.YamlName;
import io.polymeter.message.Message;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An SMA Energy Meter or Sunny Home Manager 2.0.
@Key(doc = "An SMA Energy Meter or Sunny Home Manager 2.0, which tells its values to the network (Speedwire).")
public record SpeedwireSink(
        @Key(doc = "How often a datagram is sent.", fallback = "1s")
        Duration every,

        @Key(
                doc = "To whom: `multicast`, devices such as `udp://192.168.1.20:9522`, or both.",
                absent = "multicast",
                example = "[multicast, udp://192.168.1.20:9522]")
        List<SpeedwireTarget> to,

        @ValueRange(min = 1, max = 65535)
        @Key(
                doc = "Which device: 349 Energy Meter 2.0, 270 Energy Meter 1.0, 372 or 501 Home Manager 2.0, which"
                        + " tells the frequency, too.",
                fallback = "349")
        int susyId,

        @Key(
                doc = "How to derive phase powers if the meter gives only the total; as for `victron`.",
                fallback = "share")
        PhaseRule phases,

        @YamlName("interface")
        @Key(doc = "Network interface to send from.", absent = "the system's choice", example = "eth0")
        @Nullable
        String networkInterface)
        implements SinkSettings {

    /// Home Managers, whose datagrams hold the frequency.
    private static final List<Integer> HOME_MANAGERS = List.of(372, 501);

    private static final long MAX = 4_294_967_294L;

    /// To whom it speaks.
    public List<SpeedwireTarget> targets() {
        return to.isEmpty() ? List.of(SpeedwireTarget.MULTICAST) : to;
    }

    /// Whether its datagrams hold the frequency.
    public boolean tellsFrequency() {
        return HOME_MANAGERS.contains(susyId);
    }

    @Override
    public List<String> places() {
        return targets().stream().map(SpeedwireTarget::toString).toList();
    }

    @Override
    public boolean showsAidedPower() {
        return true;
    }

    @Override
    public boolean showsOne() {
        return true;
    }

    @Override
    public void check(String path, OutputSettings output, Settings settings, Problems problems) {
        new FaceChecks(path, output, problems)
                .identity("speedwire", List.of("serial"))
                .phases(phases, "speedwire")
                .whenStale(
                        EnumSet.of(WhenStale.SILENT, WhenStale.HOLD),
                        Message.of("datagram-stale", "a datagram has no word for a missing value: silent or hold"));
        String at = path + ".speedwire";
        ValueChecks.positive(every, at + ".every", problems);
        if (every.compareTo(Duration.ofMillis(100)) < 0) {
            problems.error(at + ".every", Message.of("must-at-least-100ms", "must be at least 100ms"));
        }
        String serial = output.identity().get("serial");
        if (serial != null && !serial.matches("[1-9][0-9]{0,9}") || serial != null && Long.parseLong(serial) > MAX) {
            problems.error(
                    path + ".identity.serial",
                    Message.of("not-number-from-1", "'{serial}' is not a number from 1 to {max}", serial, MAX));
        }
        for (int i = 0; i < to.size(); i++) {
            if (to.indexOf(to.get(i)) < i) {
                problems.error(
                        ValueChecks.element(problems, at + ".to", i),
                        Message.of("listed-twice-2", "{push} is listed twice", to.get(i)));
            }
        }
    }
}
