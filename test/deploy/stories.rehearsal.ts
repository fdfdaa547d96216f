// The stories of one machine, told of the deployed installation: one file, so that as many are told at once as it bears.
import '../scenarios/connecting.test.ts';
import '../scenarios/eligibility.test.ts';
import '../scenarios/events-in.test.ts';
import '../scenarios/exceptions.test.ts';
import '../scenarios/interactions.test.ts';
import '../scenarios/life.test.ts';
import '../scenarios/outcomes.test.ts';
import '../scenarios/races.test.ts';
import '../scenarios/timing.test.ts';
