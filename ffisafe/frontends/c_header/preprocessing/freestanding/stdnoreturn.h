/* <stdnoreturn.h> (C17 7.23). */
#ifndef __FFISAFE_STDNORETURN_H
#define __FFISAFE_STDNORETURN_H
#define noreturn _Noreturn
#endif
