"""Tables made from results, each as one piece of HTML."""
