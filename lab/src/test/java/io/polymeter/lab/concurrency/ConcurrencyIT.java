package io.polymeter.lab.concurrency;

import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Random programs of two or three threads on what is shared; each result has to be one that some order gives.
@Timeout(119)
class ConcurrencyIT {

    @ParameterizedTest
    @CsvSource({
        "io.polymeter.lab.concurrency.MeterCalls, 1000",
        "io.polymeter.lab.concurrency.SharedClientCalls, 1000",
        "io.polymeter.lab.concurrency.CertificateCalls, 40"
    })
    void everyResultIsThatOfSomeOrder(Class<?> calls, int invocations) {
        new StressOptions()
                .iterations(Integer.getInteger("lincheck.iterations", 25))
                .invocationsPerIteration(invocations)
                .threads(3)
                .actorsPerThread(3)
                .minimizeFailedScenario(false)
                .check(calls);
    }
}
