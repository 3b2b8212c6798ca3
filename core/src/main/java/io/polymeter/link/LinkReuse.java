package io.polymeter.link;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Keeps what was built across changes of the configuration: a thing stays for as long as what it was made of stays
/// equal, and is forgotten once it is not asked for. Not for several threads.
public final class LinkReuse {

    private Map<String, Slot> slots = new HashMap<>();
    private Map<String, Slot> next = new HashMap<>();

    /// A thing and what it was made of.
    private record Slot(Object terms, Object thing) {}

    /// The thing of this name: the present one where it was made of equal terms, else a new one.
    ///
    /// @param terms everything the thing is made of
    /// @param make gets the present one, null where there is none
    public <T> T keep(String name, Object terms, Class<T> type, Function<@Nullable T, T> make) {
        Slot made = next.get(name);
        Slot old = made == null ? slots.get(name) : made;
        T known = old != null && type.isInstance(old.thing()) ? type.cast(old.thing()) : null;
        T thing = old != null && known != null && old.terms().equals(terms) ? known : make.apply(known);
        next.put(name, new Slot(terms, thing));
        return thing;
    }

    /// A link with its health.
    public <L extends Link> Built<L> link(String name, Object terms, Class<L> type, Function<Health, L> make) {
        Health health = keep("health " + name, terms, Health.class, _ -> new Health());
        L link = keep("link " + name, terms, type, _ -> make.apply(health));
        return new Built<>(link, health);
    }

    /// A link as it will run.
    public record Built<L extends Link>(L link, Health health) {

        /// The link without its type.
        public ProtocolLinks.Part part() {
            return new ProtocolLinks.Part(link, health);
        }
    }

    /// Everything is built: what was not asked for since the last call is forgotten.
    public void settle() {
        slots = next;
        next = new HashMap<>();
    }
}
