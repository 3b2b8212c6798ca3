package io.polymeter.app.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A thread that dies of an exhausted heap takes the process along; one that fails otherwise does not. The whole of it,
/// with a real process, is the fault "memory" of `docs/faults.md`.
class HeapExhaustionTest {

    private final List<Integer> ends = new ArrayList<>();
    private final HeapExhaustion handler = new HeapExhaustion(ends::add);

    private void die(Throwable failure) throws InterruptedException {
        Thread thread = Thread.ofVirtual().name("dying").unstarted(() -> {
            throw HeapExhaustionTest.<RuntimeException>same(failure);
        });
        thread.setUncaughtExceptionHandler(handler);
        thread.start();
        thread.join();
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // thrown as it is
    private static <X extends Throwable> X same(Throwable failure) throws X {
        throw (X) failure;
    }

    @Test
    void anExhaustedHeapEndsTheProcessWithAnExitCodeThatIsStartedAgain() throws InterruptedException {
        die(new OutOfMemoryError("Java heap space"));
        assertThat(ends).containsExactly(1);
    }

    @Test
    void anythingElseEndsItsThreadAlone() throws InterruptedException {
        die(new IllegalStateException("a defect"));
        die(new StackOverflowError());
        assertThat(ends).isEmpty();
    }
}
