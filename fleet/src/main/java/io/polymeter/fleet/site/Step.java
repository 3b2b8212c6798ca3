package io.polymeter.fleet.site;

import java.util.ArrayList;
import java.util.List;

/// One step of one site.
///
/// @param now when the front received what is looked at, or what the clock shows
/// @param effects collects what follows
record Step(SiteState site, QuarterArchive archive, SiteTimeouts terms, long now, List<Effect> effects) {

    Step(SiteState site, QuarterArchive archive, SiteTimeouts terms, long now) {
        this(site, archive, terms, now, new ArrayList<>());
    }

    void effect(Effect effect) {
        effects.add(effect);
    }

    void count(Effect.Refused refused) {
        effects.add(new Effect.Count(refused));
    }

    void notice(Effect.What what, String meter, String text) {
        effects.add(new Effect.Notice(what, meter, text));
        changed();
    }

    /// Said once a step.
    void changed() {
        if (effects.stream().noneMatch(effect -> effect instanceof Effect.Changed)) {
            effects.add(new Effect.Changed());
        }
    }
}
