#ifndef EARSHOT_CONFINEMENT_H
#define EARSHOT_CONFINEMENT_H

/// Takes from this process, for good, what a decoder of captures never needs: the network, other programs, other
/// processes' memory. 0 if the kernel agreed, else its error.
int earshot_confine(void);

#endif
