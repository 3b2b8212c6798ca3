package io.polymeter.fleet.demo;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// Sites that talk until they are told to be silent.
final class SteadyTalk {

    private final FutureTask<Integer> task;
    private volatile boolean over;

    /// Begins.
    ///
    /// @param rate messages a second, of all together
    SteadyTalk(SyntheticSites sites, int rate) {
        task = new FutureTask<>(() -> sites.talk(0, rate, () -> over));
        Thread.ofPlatform().name("talk").daemon().start(task);
    }

    /// @return rounds that were told
    /// @throws ExecutionException where Kafka did not take a message
    int end() throws InterruptedException, ExecutionException {
        over = true;
        return task.get();
    }
}
