package io.polymeter.fleet.site;

import java.util.ArrayList;
import java.util.List;

/// A site as an operator looks at it.
///
/// @param received when its last message came, 0 for never
/// @param configuration the hash it reports, empty for none
/// @param configurationState what became of the last one it was given, in its words
/// @param gaps stretches of time from which values are still missing
public record SiteView(
        boolean online,
        long received,
        long interval,
        String configuration,
        String configurationState,
        List<MeterView> meters,
        List<GapView> gaps,
        List<Order> orders) {

    /// The state of a meter that says nothing for longer than it may.
    public static final String SILENT = "silent";

    /// A meter.
    ///
    /// @param state `live`, `silent`, `gone`, `frozen` or `implausible`
    /// @param heard the newest instant it reported, 0 for never
    public record MeterView(String name, String state, long heard, List<Value> values, List<StoredQuarter> quarters) {}

    /// A value.
    ///
    /// @param value NaN for none
    /// @param at its instant, 0 for never
    public record Value(String name, String unit, double value, long at) {}

    /// A stretch of time that is missing.
    ///
    /// @param tries how often its values were asked for
    /// @param asked when they were asked for last; 0 for never
    public record GapView(long from, long to, int tries, long asked) {}

    static SiteView of(SiteState site) {
        List<MeterView> meters = new ArrayList<>();
        for (int i = 1; i < site.meters.size(); i++) {
            meters.add(meter(site.declaration.devices().get(i), site.meters.get(i)));
        }
        List<GapView> gaps = site.gaps.stream()
                .map(gap -> new GapView(gap.from(), gap.to(), gap.tries(), gap.asked()))
                .toList();
        return new SiteView(
                site.online,
                site.received,
                site.interval,
                site.configuration,
                site.configurationState,
                meters,
                gaps,
                List.copyOf(site.orders));
    }

    private static MeterView meter(SiteDeclaration.Device device, SiteMeter meter) {
        List<Value> values = new ArrayList<>();
        for (int i = 0; i < meter.at.length; i++) {
            Item item = device.items().get(i);
            values.add(new Value(item.name(), item.unit(), meter.values[i], meter.at[i]));
        }
        return new MeterView(
                device.name(),
                state(meter),
                meter.heard,
                values,
                meter.windows.stream().map(Window::row).toList());
    }

    static String state(SiteMeter meter) {
        if (!meter.alive) {
            return "gone";
        }
        if (meter.silentSince != 0) {
            return SILENT;
        }
        return meter.frozen ? "frozen" : meter.implausible ? "implausible" : "live";
    }
}
