package io.polymeter.fleet.site;

import io.polymeter.sparkplug.ControlMetrics;
import io.polymeter.sparkplug.Metric;
import io.polymeter.sparkplug.MetricValue;
import io.polymeter.sparkplug.Payload;
import org.jspecify.annotations.Nullable;

/// Births and deaths of nodes and devices (Sparkplug 3.0.0, 6.4.20 to 6.4.25).
final class NodeLifecycle {

    private static final String BD_SEQ = ControlMetrics.BD_SEQ;

    private final Step step;
    private final SiteState site;

    NodeLifecycle(Step step) {
        this.step = step;
        this.site = step.site();
    }

    void nodeBorn(Payload payload) {
        Metric bdSeq = find(payload, BD_SEQ);
        boolean again = site.online && bdSeq != null && (int) SiteLogic.number(bdSeq) == site.bdSeq;
        boolean wasOnline = site.online;
        site.bdSeq = bdSeq == null ? -1 : (int) SiteLogic.number(bdSeq);
        site.seq = payload.seq() == null ? -1 : payload.seq();
        site.online = true;
        site.rebirthAsked = 0;
        declare("", payload);
        if (!again) {
            site.meters.forEach(meter -> meter.alive = false);
        }
        site.meters.getFirst().alive = true;
        new Intake(step).values(0, payload);
        Orders.born(step);
        if (!wasOnline) {
            step.notice(Effect.What.ONLINE, "", "The gateway is connected.");
        }
    }

    void deviceBorn(String device, Payload payload) {
        if (!new Intake(step).follows(payload)) {
            return;
        }
        if (!declare(device, payload)) {
            step.count(Effect.Refused.TOO_MANY_METRICS);
            return;
        }
        int index = site.declaration.indexOf(device);
        SiteMeter meter = site.meters.get(index);
        boolean back = !meter.alive && meter.heard != 0;
        meter.alive = true;
        new Intake(step).values(index, payload);
        if (back) {
            step.changed();
        }
    }

    private boolean declare(String device, Payload payload) {
        SiteDeclaration next = site.declaration.with(device, payload.metrics());
        if (next == null) {
            return false;
        }
        site.declare(next);
        int index = next.indexOf(device);
        site.meters.get(index).declare(next.devices().get(index).items().size());
        step.changed();
        return true;
    }

    /// A death is a hint: one of an older connection says nothing of this one.
    void nodeDied(Payload payload) {
        Metric bdSeq = find(payload, BD_SEQ);
        if (bdSeq == null || (int) SiteLogic.number(bdSeq) != site.bdSeq) {
            step.count(Effect.Refused.STALE_DEATH);
            return;
        }
        if (site.online) {
            site.online = false;
            site.seq = -1;
            site.askedAt = 0;
            site.meters.forEach(meter -> meter.alive = false);
            step.notice(Effect.What.OFFLINE, "", "The connection of the gateway has ended.");
        }
    }

    void deviceDied(String device, Payload payload) {
        if (!new Intake(step).follows(payload)) {
            return;
        }
        int index = site.declaration.indexOf(device);
        if (index > 0 && site.meters.get(index).alive) {
            site.meters.get(index).alive = false;
            step.notice(Effect.What.GONE, device, "The gateway has no valid data from this meter.");
        }
    }

    static @Nullable Metric find(Payload payload, String name) {
        for (Metric metric : payload.metrics()) {
            if (name.equals(metric.name()) && !(metric.value() instanceof MetricValue.Null)) {
                return metric;
            }
        }
        return null;
    }
}
