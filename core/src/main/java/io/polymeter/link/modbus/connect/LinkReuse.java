package io.polymeter.link.modbus.connect;

import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.link.ProtocolLinks;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What is built and may be kept when the configuration changes: a thing stays for as long as what it is made of
/// stays equal. Not for several threads.
public final class LinkReuse {

    private Map<String, Slot> slots = new HashMap<>();
    private Map<String, Slot> next = new HashMap<>();

    /// A thing and what it was made of.
    private record Slot(Object terms, Object thing) {}

    /// The thing of this name, the one that is there where it was made of the same.
    public <T> T keep(String name, Object terms, Class<T> type, Function<@Nullable T, T> make) {
        Slot made = next.get(name);
        Slot old = made == null ? slots.get(name) : made;
        T known = old != null && type.isInstance(old.thing()) ? type.cast(old.thing()) : null;
        T thing = old != null && known != null && old.terms().equals(terms) ? known : make.apply(known);
        next.put(name, new Slot(terms, thing));
        return thing;
    }

    /// A link with its health.
    <L extends Link> Built<L> link(String name, Object terms, Class<L> type, Function<Health, L> make) {
        Health health = keep("health " + name, terms, Health.class, _ -> new Health());
        L link = keep("link " + name, terms, type, _ -> make.apply(health));
        return new Built<>(link, health);
    }

    /// A link as it will run.
    record Built<L extends Link>(L link, Health health) {
        ProtocolLinks.Part part() {
            return new ProtocolLinks.Part(link, health);
        }
    }

    /// Everything is built: what was not asked for again is forgotten.
    public void settle() {
        slots = next;
        next = new HashMap<>();
    }
}
