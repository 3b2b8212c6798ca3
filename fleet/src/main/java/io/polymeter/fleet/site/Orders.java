package io.polymeter.fleet.site;

import java.util.List;
import java.util.function.Predicate;

/// Orders: told, echoed or lapsed. Nothing counts as done before the gateway reports it.
final class Orders {

    private Orders() {}

    static void ordered(Step step, Order order) {
        SiteState site = step.site();
        if (site.orders.stream().anyMatch(known -> known.id().equals(order.id()))) {
            return;
        }
        boolean replaces = site.orders.stream().anyMatch(isReplacedBy(order));
        if (order.expires() <= step.now() || site.orders.size() >= Order.MAX && !replaces) {
            progress(step, order.as(Order.State.REFUSED, step.now()));
            return;
        }
        site.orders.removeIf(isReplacedBy(order));
        Order sent = order.as(Order.State.SENT, step.now());
        site.orders.add(sent);
        if (site.online) {
            step.effect(new Effect.Send(sent));
        }
        progress(step, sent);
    }

    private static Predicate<Order> isReplacedBy(Order order) {
        return known -> known.device().equals(order.device()) && known.metric().equals(order.metric());
    }

    /// A gateway that is back is told what still holds.
    static void born(Step step) {
        for (Order order : step.site().orders) {
            if (order.state() == Order.State.SENT && order.expires() > step.now()) {
                step.effect(new Effect.Send(order));
            }
        }
    }

    static void reported(Step step, String device, String metric, double value) {
        SiteState site = step.site();
        for (int i = 0; i < site.orders.size(); i++) {
            Order order = site.orders.get(i);
            if (order.state() == Order.State.SENT
                    && order.device().equals(device)
                    && order.metric().equals(metric)
                    && order.isEchoedBy(value)) {
                site.orders.set(i, order.as(Order.State.ECHOED, step.now()));
                progress(step, site.orders.get(i));
            }
        }
    }

    static void passed(Step step) {
        SiteState site = step.site();
        for (Order order : List.copyOf(site.orders)) {
            if (order.expires() <= step.now()) {
                site.orders.remove(order);
                progress(step, order.as(Order.State.LAPSED, step.now()));
            } else if (order.state() == Order.State.SENT && step.now() - order.sent() >= SiteTimeouts.AGAIN) {
                Order again = order.as(Order.State.SENT, step.now());
                site.orders.set(site.orders.indexOf(order), again);
                if (site.online) {
                    step.effect(new Effect.Send(again));
                }
            }
        }
    }

    static long due(SiteState site) {
        long due = Long.MAX_VALUE;
        for (Order order : site.orders) {
            due = Math.min(due, order.expires());
            if (order.state() == Order.State.SENT) {
                due = Math.min(due, order.sent() + SiteTimeouts.AGAIN);
            }
        }
        return due;
    }

    private static void progress(Step step, Order order) {
        step.effect(new Effect.Progress(order));
        step.changed();
    }
}
