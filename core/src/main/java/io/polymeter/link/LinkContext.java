package io.polymeter.link;

import java.util.random.RandomGenerator;

/// What a running link was given, and the link itself: for those parts of it that tell what they refuse.
public record LinkContext(Link link, Context context) implements Context {

    @Override
    public Clock clock() {
        return context.clock();
    }

    @Override
    public RandomGenerator random() {
        return context.random();
    }

    @Override
    public Health health() {
        return context.health();
    }

    @Override
    public void connected() {
        context.connected();
    }

    /// Notes something that is refused, missed or tolerated.
    public void trouble(Trouble trouble) {
        link.trouble(context, trouble);
    }

    /// What was wrong with a field is over.
    public void settled(String field) {
        link.settled(context, field);
    }
}
