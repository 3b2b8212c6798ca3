package io.polymeter.fleet.site;

import io.polymeter.sparkplug.Metric;
import io.polymeter.sparkplug.MetricValue;
import java.util.List;

/// What follows for a site from a message, from an order, and from time going by. Holds nothing itself.
public final class SiteLogic {

    private final SiteTimeouts terms;

    public SiteLogic(SiteTimeouts terms) {
        this.terms = terms;
    }

    /// A site of which nothing is known yet.
    public SiteState unknown() {
        return new SiteState(terms.interval().toMillis());
    }

    /// Takes in a message.
    ///
    /// @return what follows; the site has changed
    public List<Effect> arrived(SiteState site, Arrival arrival, QuarterArchive archive) {
        Step step = new Step(site, archive, terms, arrival.received());
        switch (arrival.type()) {
            case NBIRTH -> new NodeLifecycle(step).nodeBorn(arrival.payload());
            case DBIRTH -> new NodeLifecycle(step).deviceBorn(arrival.device(), arrival.payload());
            case NDEATH -> new NodeLifecycle(step).nodeDied(arrival.payload());
            case DDEATH -> new NodeLifecycle(step).deviceDied(arrival.device(), arrival.payload());
            case NDATA, DDATA -> new Intake(step).data(arrival.device(), arrival.payload());
        }
        if (arrival.type() != Arrival.Type.NDEATH) {
            site.received = Math.max(site.received, arrival.received());
        }
        return step.effects();
    }

    /// Looks at a site because time has gone by.
    ///
    /// @param mayAsk whether its gateway may be asked for old values now
    public List<Effect> passed(SiteState site, long now, QuarterArchive archive, boolean mayAsk) {
        Step step = new Step(site, archive, terms, now);
        for (int i = 1; i < site.meters.size(); i++) {
            new Quarters(step, i).finish();
        }
        new Reconciliation(step).look(mayAsk);
        Orders.passed(step);
        return step.effects();
    }

    /// Takes in an order.
    public List<Effect> ordered(SiteState site, Order order, long now) {
        Step step = new Step(site, NoArchive.INSTANCE, terms, now);
        Orders.ordered(step, order);
        return step.effects();
    }

    /// Notes that a meter is silent for longer than it may be.
    ///
    /// @param quiet whether no event is to be made of it, because many fell silent at once, or it is snoozed
    public List<Effect> silent(SiteState site, String meter, long now, boolean quiet) {
        Step step = new Step(site, NoArchive.INSTANCE, terms, now);
        int index = site.declaration.indexOf(meter);
        if (index > 0 && site.meters.get(index).silentSince == 0) {
            site.meters.get(index).silentSince = now;
            if (quiet) {
                step.changed();
            } else {
                step.notice(
                        Effect.What.SILENT,
                        meter,
                        "Nothing was received for %d s.".formatted((now - site.meters.get(index).received) / 1000));
            }
        }
        return step.effects();
    }

    /// When [#passed] has something to do at the latest; the end of time for nothing.
    public long due(SiteState site) {
        long due = Reconciliation.due(site, terms);
        for (int i = 1; i < site.meters.size(); i++) {
            due = Math.min(due, Quarters.due(site.meters.get(i), terms));
        }
        return Math.min(due, Orders.due(site));
    }

    /// The day of which its gateway is to be asked for values next, 0 for none.
    public long wantedDay(SiteState site) {
        return Reconciliation.due(site, terms) == Long.MAX_VALUE ? 0 : Reconciliation.day(site);
    }

    /// Whether its gateway is being asked for old values.
    public boolean isAsked(SiteState site) {
        return site.askedAt != 0;
    }

    /// A value in the metric's own unit; NaN where it has none, or none that is a number.
    static double number(Metric metric) {
        return switch (metric.value()) {
            case MetricValue.Real real -> real.value();
            case MetricValue.Whole whole -> whole.value();
            case MetricValue.Truth truth -> truth.value() ? 1 : 0;
            case MetricValue.Null _, MetricValue.Text _, MetricValue.Unread _ -> Double.NaN;
        };
    }
}
